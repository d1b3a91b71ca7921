from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alignment.people import keys, limits, selectors, services
from alignment.people.filters import PersonFilter
from alignment.people.forms import KeyForm, LoginForm, PersonForm, ProfileForm, TeamForm
from alignment.people.models import ApiKey, Team, User
from alignment.web.errors import Refused
from alignment.web.policies import ADMIN, MEMBER, allow, personal, public
from alignment.web.views import safe_next

read_or_post = require_http_methods(["GET", "HEAD", "POST"])


@public
@sensitive_post_parameters("password")
@read_or_post
def log_in(request: HttpRequest) -> HttpResponse:
    """Log in by e-mail; the sixth wrong attempt in five minutes has to wait."""
    target = safe_next(request, resolve_url("home"))
    if request.user.is_authenticated and request.method != "POST":
        return redirect(target)
    if request.method != "POST":
        return _login_page(request, LoginForm(request))
    email = request.POST.get("username", "")
    if not limits.may_try(request, email):
        return _too_many(request)
    form = LoginForm(request, request.POST)
    if not form.is_valid():
        return _login_page(request, form, status=400)
    limits.succeeded(request, email)
    login(request, form.get_user())
    return redirect(target)


def _login_page(request: HttpRequest, form: LoginForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "next": safe_next(request, ""),
        "demo_accounts": selectors.demo_accounts(),
        "demo_password": services.DEMO_PASSWORD,
    }
    return render(request, "people/login.html", context, status=status)


def _too_many(request: HttpRequest) -> HttpResponse:
    message = _("Too many attempts. Wait {minutes} minutes and try again.")
    context = {"message": message.format(minutes=limits.WINDOW // 60)}
    response = render(request, "429.html", context, status=429)
    response.headers["Retry-After"] = str(limits.WINDOW)
    return response


@public
@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("people:login")


@personal
@read_or_post
def profile(request: HttpRequest) -> HttpResponse:
    form = ProfileForm(_posted(request), instance=_myself(request))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("people:profile")
    return _page(request, "people/profile.html", form)


@personal
@sensitive_post_parameters()
@read_or_post
def change_password(request: HttpRequest) -> HttpResponse:
    form = PasswordChangeForm(_myself(request), _posted(request))
    if request.method == "POST" and form.is_valid():
        update_session_auth_hash(request, form.save())
        messages.success(request, _("Your password is changed."))
        return redirect("people:profile")
    return _page(request, "people/password.html", form)


@allow(MEMBER)
@read_or_post
def api_keys(request: HttpRequest) -> HttpResponse:
    """List and create one's own keys; the secret of a new one is shown once."""
    form = KeyForm(_posted(request))
    secret = ""
    if request.method == "POST" and form.is_valid():
        secret = _new_key(request, form)
        form = KeyForm() if secret else form
    mine = ApiKey.objects.filter(user=_myself(request))
    return _page(request, "people/keys.html", form, keys=mine, secret=secret)


def _new_key(request: HttpRequest, form: KeyForm) -> str:
    data = form.cleaned_data
    try:
        _key, secret = keys.create(
            by=_myself(request),
            name=data["name"],
            scope=data["scope"],
            expires_at=form.expires_at(),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return ""
    return secret


@allow(MEMBER)
@require_POST
def revoke_key(request: HttpRequest, public_id: str) -> HttpResponse:
    key = get_object_or_404(ApiKey, public_id=public_id, user=request.user)
    keys.revoke(key, by=_myself(request))
    messages.success(request, _("The key no longer works."))
    return redirect("people:keys")


@allow(MEMBER)
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    found = PersonFilter(request.GET, queryset=selectors.people_list())
    context = {"filter": found, "people": found.qs[:500], "teams": selectors.teams_list()}
    return render(request, "people/people.html", context)


@allow(ADMIN)
@read_or_post
def new_person(request: HttpRequest) -> HttpResponse:
    form = PersonForm(_posted(request), initial={"is_active": True})
    if request.method == "POST" and form.is_valid():
        person = form.save(commit=False)
        password = services.add_person(person, by=_myself(request))
        return _password_page(request, person, password)
    return _page(request, "people/person.html", form)


@allow(ADMIN)
@read_or_post
def edit_person(request: HttpRequest, public_id: str) -> HttpResponse:
    person = get_object_or_404(User.objects.with_teams(), public_id=public_id)
    form = PersonForm(_posted(request), instance=person)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_person(form.save(commit=False), by=_myself(request))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("people:list")
    return _page(request, "people/person.html", form, person=person)


@allow(ADMIN)
@require_POST
def reset_password(request: HttpRequest, public_id: str) -> HttpResponse:
    person = get_object_or_404(User, public_id=public_id)
    return _password_page(request, person, services.reset_password(person, by=_myself(request)))


def _password_page(request: HttpRequest, person: User, password: str) -> HttpResponse:
    return render(request, "people/password_once.html", {"person": person, "password": password})


@allow(ADMIN)
@read_or_post
def new_team(request: HttpRequest) -> HttpResponse:
    return _team_page(request, None)


@allow(ADMIN)
@read_or_post
def edit_team(request: HttpRequest, public_id: str) -> HttpResponse:
    return _team_page(request, get_object_or_404(Team, public_id=public_id))


def _team_page(request: HttpRequest, team: Team | None) -> HttpResponse:
    form = TeamForm(_posted(request), instance=team)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("people:list")
    return _page(request, "people/team.html", form, team=team)


def _page(request: HttpRequest, template: str, form, **context) -> HttpResponse:
    """A page around a form: 400 when the form came back with errors."""
    status = 400 if form.is_bound and not form.is_valid() else 200
    return render(request, template, {"form": form, **context}, status=status)


def _posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, also when nothing was filled in; None when the page is only opened."""
    return request.POST if request.method == "POST" else None


def _myself(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
