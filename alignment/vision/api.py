app_name = "vision-api"
urlpatterns: list = []
