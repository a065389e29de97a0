"""manage.py recompute_report SLUG: compute a published report again, and say what differs, by table."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from outcomes.models import FindingsReport
from outcomes.report import bundles


class Command(BaseCommand):
    help = (
        "Compute the tables of a published report again from what is stored, and hold them against what was computed "
        "as it was published. Leaves with 0 if all are equal, 1 if one differs, 2 if nothing was kept then."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the consultation")

    def handle(self, *args: object, slug: str, **options: object) -> None:
        report = FindingsReport.objects.filter(consultation__slug=slug).select_related("consultation", "bundle").first()
        if report is None or not report.is_published:
            raise CommandError(f"There is no published report of “{slug}”.", returncode=2)
        bundle = getattr(report, "bundle", None)
        if bundle is None:
            raise CommandError("It was published before its inputs were kept: nothing to compare.", returncode=2)
        as_signed = bundles.is_as_signed(bundle)
        found, other_code = bundles.differences(bundle)
        gone = bundles.words_are_gone(report)
        self._say(as_signed, other_code, found, bundle.content, gone)
        if found or not as_signed:
            raise CommandError("The report is not what its inputs give.")
        again = "Equal: every table that can be computed again" if gone else "Equal: every table"
        self.stdout.write(f"{again} comes out as it was published.")

    def _say(
        self,
        as_signed: bool,
        other_code: bool,
        found: list[bundles.Difference],
        content: dict[str, bundles.Part],
        gone: bool,
    ) -> None:
        """Names and rows only: a screen in an office is no place for small counts."""
        self.stdout.write(f"{'agrees ' if as_signed else 'DIFFERS'}  what was kept, with its fingerprint in the record")
        self.stdout.write(f"{'another' if other_code else 'the same'} version of the code computes it now")
        if gone:
            self.stdout.write("The words are no longer kept; labels cannot be computed again.")
        differ = {(one.place, one.name): one for one in found}
        names = {place: list(content[place]) for place in bundles.PLACES}
        for one in found:
            if one.name not in names[one.place]:
                names[one.place].append(one.name)
        for place, title in bundles.PLACES.items():
            self.stdout.write(f"\n{title}")
            for name in names[place]:
                moved = differ.get((place, name))
                rows = f": {', '.join(moved.rows)}" if moved and moved.rows else ""
                is_gone = gone and bundles.rests_on_words(place, name)
                said = "DIFFERS" if moved else "no more" if is_gone else "agrees "
                self.stdout.write(f"  {said}  {name}{rows}")
