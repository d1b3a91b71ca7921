from django.urls import URLPattern, URLResolver, path

from sla.views import versions

app_name = "sla"

# contract/...
urlpatterns: list[URLPattern | URLResolver] = [
    path("contract/versions/<int:number>/", versions.agreement, name="agreement"),
    path("contract/versions/<int:number>/sign/", versions.sign, name="sign"),
    path("contract/versions/<int:number>/withdraw/", versions.withdraw, name="withdraw"),
    path("contract/versions/<int:number>/cancel/", versions.cancel, name="cancel"),
    path("contract/versions/<int:number>/again/", versions.again, name="again"),
]
