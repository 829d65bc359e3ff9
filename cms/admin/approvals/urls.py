"""Addresses of the approvals."""

from django.urls import path

from cms.admin.approvals.amendments import approval, index, revert
from cms.admin.approvals.claims import claim, invitations
from cms.admin.approvals.rules import rules

urlpatterns = [
    path("approvals/", index, name="approvals"),
    path("approvals/rules/", rules, name="approval_rules"),
    path("approvals/invitations/", invitations, name="city_invitations"),
    path("approvals/<int:pk>/", approval, name="approval"),
    path("approvals/<int:pk>/revert/", revert, name="approval_revert"),
    path("claims/<int:pk>/", claim, name="city_claim"),
]
