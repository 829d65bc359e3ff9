"""Pictures in the size of a page, which Wagtail makes and stores when somebody first looks at them.

Where nothing can be stored, because the database is a replica or the disk is full, the picture itself is shown: it is no larger
than `cms.content.pictures` lets it be, and a reader sees the page and not an error.
"""

from wagtail.images.models import AbstractImage, AbstractRendition, Filter

from cms.operations.outages import Outage, outage_of
from directory.read_only import is_read_only


def show_as_it_is_where_nothing_can_be_stored() -> None:
    """Called once when the app is ready."""
    AbstractImage.create_rendition = _create_rendition


def _create_rendition(picture: AbstractImage, size: Filter) -> AbstractRendition:
    if is_read_only():
        return _as_it_is(picture, size)
    try:
        # As Wagtail's own, which leaves the file it drew into open until somebody collects it.
        with picture.generate_rendition_file(size) as drawn:
            made: AbstractRendition = picture.renditions.get_or_create(
                filter_spec=size.spec, focal_point_key=size.get_cache_key(picture), defaults={"file": drawn}
            )[0]
        return made
    except OSError as trouble:
        if outage_of(trouble) != Outage.FULL:
            raise
        return _as_it_is(picture, size)


def _as_it_is(picture: AbstractImage, size: Filter) -> AbstractRendition:
    made: AbstractRendition = picture.get_rendition_model()(
        image=picture, filter_spec=size.spec, file=picture.file.name, width=picture.width, height=picture.height
    )
    return made
