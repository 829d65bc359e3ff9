"""Users, agencies and memberships, edited by the superuser. A membership with the role of staff opens the admin."""

from django import forms
from wagtail.admin.views import account
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views import users

from directory.accounts.mail_addresses import AddressFormField
from directory.models import Agency, Membership, User
from directory.text_fields import NameFormField


class AgencyViewSet(ModelViewSet):
    """支援機関"""

    model = Agency
    icon = "group"
    form_fields = ["name", "kind", "municipality"]
    list_display = ["name", "kind", "municipality"]
    list_filter = ["kind", "municipality"]
    search_fields = ["name"]
    copy_view_enabled = False


class MembershipViewSet(ModelViewSet):
    """所属"""

    model = Membership
    icon = "user"
    form_fields = ["user", "agency", "role"]
    list_display = ["user", "agency", "role"]
    list_filter = ["role", "agency"]
    search_fields = ["user__username", "user__name", "agency__name"]
    copy_view_enabled = False


class PeopleGroup(ModelViewSetGroup):
    """The menu 「所属」, which only a superuser sees."""

    menu_label = "支援機関と所属"
    menu_icon = "group"
    menu_order = 400
    items = (AgencyViewSet, MembershipViewSet)


class _OneNameForm(forms.ModelForm):
    """A user with one name (not first and last), and with a mail address only if they have one."""

    first_name, last_name = None, None
    name = NameFormField(label="名前", max_length=60)
    email = AddressFormField(label="メールアドレス", required=False)


class AccountForm(_OneNameForm):
    """A user's own name and mail address."""

    class Meta:
        model = User
        fields = ["name", "email"]


class NewUserForm(_OneNameForm, UserCreationForm):
    """The form for a new user."""

    class Meta(UserCreationForm.Meta):
        fields = ["username", "name", "email", "is_superuser", "groups"]


class UserForm(_OneNameForm, UserEditForm):
    """The form for a user who exists."""

    class Meta(UserEditForm.Meta):
        fields = ["username", "name", "email", "is_active", "is_superuser", "groups"]


class UserViewSet(users.UserViewSet):
    """利用者"""

    def get_form_class(self, for_update=False):
        return UserForm if for_update else NewUserForm


# Wagtail offers no other way to say with which form people change their own name.
account.NameEmailSettingsPanel.form_class = AccountForm
