"""The languages a briefing can be in: mark → (English name, own name, right to left). Easy words are English too."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    mark: str
    name: str
    own: str
    right_to_left: bool = False

    @property
    def lang(self) -> str:
        """What stands in the page's `lang`."""
        return "en" if self.mark == EASY else self.mark

    @property
    def direction(self) -> str:
        return "rtl" if self.right_to_left else "ltr"


EASY = "easy-read"
LANGUAGES = {
    one.mark: one
    for one in (
        Language(EASY, "Easy read (English)", "Easy read"),
        Language("ar", "Arabic", "العربية", right_to_left=True),
        Language("bn", "Bengali", "বাংলা"),
        Language("cy", "Welsh", "Cymraeg"),
        Language("es", "Spanish", "español"),
        Language("fa", "Persian", "فارسی", right_to_left=True),
        Language("fr", "French", "français"),
        Language("gu", "Gujarati", "ગુજરાતી"),
        Language("it", "Italian", "italiano"),
        Language("ku", "Kurdish (Kurmanji)", "Kurdî"),
        Language("pa", "Punjabi", "ਪੰਜਾਬੀ"),
        Language("pl", "Polish", "polski"),
        Language("pt", "Portuguese", "português"),
        Language("ro", "Romanian", "română"),
        Language("so", "Somali", "Soomaali"),
        Language("ta", "Tamil", "தமிழ்"),
        Language("tr", "Turkish", "Türkçe"),
        Language("uk", "Ukrainian", "українська"),
        Language("ur", "Urdu", "اردو", right_to_left=True),
        Language("zh", "Chinese", "中文"),
    )
}
