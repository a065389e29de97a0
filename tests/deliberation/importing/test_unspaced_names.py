"""A name inside a run of signs without spaces: exactly the name is marked, and no other word."""

import re
import time

import pytest

from deliberation.importing import names
from deliberation.importing.choices import Choices
from deliberation.importing.planning import plan_transcript
from deliberation.transcripts.reading import read_transcript_bytes
from tests.cast import Cast


def marked(label: str, body: str) -> str:
    parts = names.parts_of([label])
    return names.replaced(body, names.find(body, parts), set())


@pytest.mark.parametrize(
    ("label", "words", "shown"),
    [
        ("王小明", "我同意王小明的意見", "我同意[…]的意見"),
        ("王小明", "王小明說，小明也說。王小明!", "[…]說，[…]也說。[…]!"),
        ("王 小明", "我同意王小明的意見", "我同意[…]的意見"),
        ("王小明", "我 同 意 王 小 明 的 意 見", "我 同 意 […] 的 意 見"),
        ("李雷", "李雷", "[…]"),
        ("李雷", "我同意李雷的话，Amina也是", "我同意[…]的话，Amina也是"),
        ("李雷先生", "問李雷吧", "問[…]吧"),
        ("王先生", "問王先生吧", "問[…]吧"),
        ("葛城", "葛\U000e0100城は言った", "[…]は言った"),
        ("山田太郎", "それは山田さんと太郎の意見", "それは[…]さんと[…]の意見"),
        ("山田 太郎", "山田太郎です", "[…]です"),
        ("佐々木さん", "佐々木さんが来た", "[…]さんが来た"),
        ("鈴木あかり", "あかりと鈴木は別だ", "[…]と[…]は別だ"),
        ("マリア", "私はマリアに賛成。マリアナ海溝ではない", "私は[…]に賛成。マリアナ海溝ではない"),
        ("ガブリエル", "これはガブリエルの案です", "これは[…]の案です"),
        ("あい", "それはあいの意見で、あいさつではない", "それは[…]の意見で、あいさつではない"),
        ("김민수", "저는 김민수의 의견에 동의해요. 민수가 말했어요.", "저는 […]의 의견에 동의해요. […]가 말했어요."),
        ("김민수", "저는김민수입니다", "저는[…]입니다"),
        ("김 민수", "김민수씨는 옳아요", "[…]씨는 옳아요"),
        ("민수", "민수에게서는 들었고 민수기는 몰라요. 성민수도.", "[…]에게서는 들었고 민수기는 몰라요. 성민수도."),
        ("สมชาย", "ฉันเห็นด้วยกับสมชายมาก", "ฉันเห็นด้วยกับ[…]มาก"),
        ("คุณสมศรี", "คุณสมศรีพูดถูก", "คุณ[…]พูดถูก"),
        ("สมชาย ใจดี", "ถามสมชาย ใจดีก่อน", "ถาม[…]ก่อน"),
        ("นก", "เขากินนากับนกและเนกไท", "เขากินนากับ[…]และเนกไท"),
        ("ສົມພອນ", "ຂ້ອຍເຫັນດີກັບສົມພອນແລ້ວ", "ຂ້ອຍເຫັນດີກັບ[…]ແລ້ວ"),
        ("សុភា", "ខ្ញុំយល់ស្របនឹងសុភាដែរ", "ខ្ញុំយល់ស្របនឹង[…]ដែរ"),
        ("မောင်မောင်", "ကျွန်တော်မောင်မောင်ကိုသဘောတူတယ်", "ကျွန်တော်[…]ကိုသဘောတူတယ်"),
        ("အေး မာ", "မြန်မာမှာ အေးမာပြောတယ်", "မြန်မာမှာ […]ပြောတယ်"),
    ],
)  # fmt: skip
def test_exactly_the_name_is_marked(label: str, words: str, shown: str) -> None:
    assert marked(label, words) == shown


@pytest.mark.parametrize(
    ("label", "words", "shown"),
    [
        ("Amina Rahman", "我同意Amina的意見。Rahmanさん", "我同意[…]的意見。[…]さん"),
        ("আমিনা", "আমি আমিনার সাথে। আমিনা বলেছে। আম", "আমি […]র সাথে। […] বলেছে। আম"),
        ("דן", "שאל את דן עכשיו", "שאל את […] עכשיו"),
    ],
)
def test_a_word_beside_another_script_is_a_word_with_its_vowels(label: str, words: str, shown: str) -> None:
    assert marked(label, words) == shown


def test_whoever_leads_is_no_name() -> None:
    assert marked("主持人", "主持人问我们") == "主持人问我们"
    assert marked("发言人1", "发言人很多") == "发言人很多"
    assert marked("사회자", "사회자가 물었다") == "사회자가 물었다"


def test_a_title_loses_only_the_name() -> None:
    title = "2026年王小明訪談 CarysEvans金"
    parts = names.parts_of(["王小明", "Carys Evans"])
    assert names.out_of_a_title(title, parts) == "2026年[…]訪談 […]金"
    assert names.out_of_a_title(title, parts, {"王小明"}).startswith("2026年王小明訪談")


def test_what_stands_around_a_name_is_shown_without_spaces_too() -> None:
    body = f"{'好' * 200}。{'我' * 150}王小明{'也' * 150}。完"
    (found,) = names.find(body, names.parts_of(["王小明"]))
    before, after = names.around(body, found)
    assert before == f"…{'我' * 100}" and after == f"{'也' * 100}…"
    assert names.around("好。王小明来了。完", names.find("好。王小明来了。完", {"王小明"})[0]) == ("", "来了。")


def test_a_run_that_is_written_to_be_slow_is_not() -> None:
    """Particles that can be read in many ways, again and again, and then no particle."""
    began = time.process_time()
    assert marked("민수", f"민수{'이고이다' * 400}뷁") == f"민수{'이고이다' * 400}뷁"
    assert time.process_time() - began < 1


@pytest.mark.django_db
def test_a_kept_name_and_one_that_somebody_typed_are_exact(cast: Cast) -> None:
    text = "主持人：什麼？\n王小明：好。\n李雷：我同意王小明的意見，也同意韓梅梅。\n王小明：是。"
    transcript = read_transcript_bytes(text.encode(), name="x.txt")
    found = plan_transcript(cast.group1, transcript, choices=Choices(also=["韓梅梅"]))
    (said,) = (line.body for line in found.lines if line.body.startswith("我"))
    assert said == "我同意[…]的意見，也同意[…]。"
    assert set(found.names) == {"王小明", "韓梅梅"} and not found.not_found
    kept = plan_transcript(cast.group1, transcript, choices=Choices(also=["韓梅梅"], keep={"王小明"}))
    (line,) = (line for line in kept.lines if line.body.startswith("我"))
    assert line.body == "我同意王小明的意見，也同意[…]。" and "“王小明”" in line.to_check
    assert not re.search("王小明", "".join(one.body for one in found.lines))
