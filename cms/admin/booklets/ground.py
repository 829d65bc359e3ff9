"""市の境: the boundary that a city's printed maps are drawn in, from a GeoJSON file of the city's own; nothing is fetched."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from cms.forms.chosen_file import ChosenFileField
from cms.permissions.staff import municipalities_of, staff_only
from cms.print.map_frame import Frame, Size, as_image
from cms.print.map_ground import Ground, ground_of
from directory.geo.outlines import LARGEST, NOT_THIS_CITY, Ring, is_inside, outline_of
from directory.models import MapGround, Municipality, Town

PREVIEW = Size(1000, 1000, edge=40, least_metres=500)


class GroundForm(forms.ModelForm):
    """A file with the boundary, and whose data it is."""

    file = ChosenFileField(
        "市の境のファイル",
        "GeoJSON（.geojson か .json）、30MBまで。県ぜんぶの 行政区域のファイルでも、ここの市町村だけを 読みます。",
    )

    class Meta:
        model = MapGround
        fields = ["credit"]

    def clean_file(self):
        file, city = self.cleaned_data["file"], self.instance.municipality
        if file.size > LARGEST:
            raise forms.ValidationError(
                "ファイルが大きすぎます（30MBまで）。この市町村だけの ファイルを えらんでください。"
            )
        try:
            outline = outline_of(file.read(), city.pk, city.name)
        except ValueError as wrong:
            raise forms.ValidationError(str(wrong)) from wrong
        if not _is_around(outline, city):
            raise forms.ValidationError(NOT_THIS_CITY)
        self.instance.outline = outline
        return file


def _is_around(outline: list[Ring], city: Municipality) -> bool:
    """Whether most of the known towns of a city lie in a boundary."""
    towns = list(Town.objects.filter(municipality=city, lat__isnull=False).values_list("lat", "lng"))
    return 2 * sum(is_inside(outline, *town) for town in towns) >= len(towns)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def ground(request: HttpRequest, municipality: str) -> HttpResponse:
    """The boundary of a user's city as it is now, and the form for another one; `remove` takes it away."""
    city = municipalities_of(request.user).filter(pk=municipality).first()
    if city is None:
        raise Http404
    now = MapGround.objects.filter(pk=city.pk).first() or MapGround(municipality=city)
    if "remove" in request.POST:
        now.outline, now.credit = [], ""
        now.save()
        messages.success(request, "市の境を 消しました。つぎに つくる冊子から、線は ありません。")
        return redirect("city_map_ground", city.pk)
    form = GroundForm(request.POST or None, request.FILES or None, instance=now)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "市の境を 入れました。つぎに つくる冊子と地図に 出ます。")
        return redirect("city_map_ground", city.pk)
    kept = ground_of(city.pk)
    header = {"place": city, "header_title": f"{city}の 境（地図）"}
    context = header | {"form": form, "kept": kept, "preview": _preview(kept)}
    return render(request, "admin_city/map_ground.html", context)


def _preview(kept: Ground) -> str:
    """The boundary as a picture (`data:`), "" where there is none."""
    return as_image(PREVIEW, kept.drawn(Frame.around(kept.corners, PREVIEW))) if kept.rings else ""
