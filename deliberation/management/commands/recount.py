"""manage.py recount WAVE: count the stored ballots again, ballot by ballot, beside the published figures."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit.models import Entry
from deliberation.counting import counting, recounting
from deliberation.models import CountSheet, Wave


class Command(BaseCommand):
    help = (
        "Compare what is stored with what is published, for one wave (its number) or a whole consultation (its slug)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", metavar="WAVE", help="the number of a wave, or the slug of a consultation")

    def handle(self, *args: object, what: str, **options: object) -> None:
        waves = Wave.objects.filter(state=Wave.State.CLOSED).select_related("poll__consultation")
        waves = waves.filter(pk=int(what)) if what.isdigit() else waves.filter(poll__consultation__slug=what)
        if not waves:
            raise CommandError(f"There is no closed wave at “{what}”. Open ones are not counted by anybody.")
        wrong = [str(wave) for wave in waves if not self._recount(wave)]
        if wrong:
            raise CommandError(f"What is stored and what is published differ: {', '.join(wrong)}.")
        self.stdout.write("Every figure is what the stored ballots add up to.")

    def _recount(self, wave: Wave) -> bool:
        """Bases and verdicts only: a screen in an office is no place for small counts."""
        self.stdout.write(f"\n{wave.consultation.slug}, wave {wave.pk}: {wave}")
        agrees = self._as_recorded(wave)
        for one in recounting.recount(wave):
            agrees &= one.agrees
            verdict = "agrees" if one.agrees else "DIFFERS"
            gone = f", {one.gone} deleted since the close at their owners’ wish" if one.gone > 0 else ""
            who = f"{one.kind}: published {one.published.base}, stored {one.stored.base}{gone}"
            self.stdout.write(f"  {verdict}  question {one.question.pk} ({one.question.title[:60]}), {who}")
        return agrees

    def _as_recorded(self, wave: Wave) -> bool:
        """The sealed totals are those the record noted when the wave closed."""
        sheet = CountSheet.objects.filter(wave=wave, kind=CountSheet.Kind.SEALED).first()
        noted = Entry.objects.filter(action="wave_closed", subject=f"wave:{wave.pk}").last()
        known = noted.detail.get("figures") if noted else None
        if sheet is None or noted is None or known is None:
            self.stdout.write("  not sealed: its figures are counted from the ballots each time")
            return True
        same: bool = known == counting.digest(sheet)
        self.stdout.write(f"  {'agrees' if same else 'DIFFERS'}  sealed totals with the record’s entry {noted.number}")
        return same
