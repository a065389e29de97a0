"""Who may do what: the one table. Every permission in the product is answered here."""

from copy import copy
from enum import Enum

from django.http import Http404

from audit.prepared import Prepared
from consultations import erased, numbers, when
from consultations.models import Consultation, Membership, Newcomer, Role, Stage
from consultations.models.membership import POLICE
from people.accounts import mailboxes
from people.errors import Refused
from people.models import Person, User
from people.privacy.erasing import closed_with

P, F, X, R, A, L, V = (
    Role.PARTICIPANT,
    Role.FACILITATOR,
    Role.EXPERT,
    Role.RESPONDER,
    Role.OFFICER,
    Role.LEGAL,
    Role.OVERSIGHT,
)
S = Stage
BEFORE_OPENING = {S.DRAFT, S.IN_REVIEW}
PREPARING = {S.DRAFT, S.IN_REVIEW, S.ANNOUNCED}
RUNNING = {S.OPEN}
#: While it can be withdrawn: of a pause, where nothing of this was published (withdrawing.why_not).
NO_FINDINGS_YET = {S.ANNOUNCED, S.OPEN, S.ANALYSIS, S.PAUSED}
ANY: set[Stage] = set(Stage) - {S.PAUSED, S.WITHDRAWN}


class Do(Enum):
    """Everything a member can do: (roles that may, stages in which it makes sense)."""

    # Consultations
    SET_UP = ("set up", {F}, PREPARING)
    KEEP_DOCUMENTS = ("add a document to an entry of the register", {F}, ANY)
    # Which version may still be changed or signed: BriefingVersion.is_under_way, waits_for_panel.
    EDIT_BRIEFING = ("edit briefing", {F, X}, ANY)
    TURN_BRIEFING = ("write a new version of the briefing", {F}, ANY - BEFORE_OPENING)
    READ_TRANSLATION = ("read a translation beside the signed briefing", {F, X, V}, ANY)
    WITHDRAW_TRANSLATION = ("take a translation back", {V}, ANY)
    COMMENT_ON_BRIEFING = ("comment on briefing", {V}, ANY - {S.DRAFT})
    SIGN_OFF_BRIEFING = ("sign off briefing", {V}, ANY - {S.DRAFT})
    DECLARE_STANDPOINT = ("say how you stand to it", {V}, ANY - {S.COMPLETED})
    SEE_FACTS = ("see the fact desk", {F, X, R, A, V}, set(Stage))
    ANSWER_FACTS = ("answer facts that the force is asked for", {R, A}, ANY)
    DOUBT_FACT = ("say that words of the force could not be confirmed", {F, X, V}, ANY)
    LEAVE_FACT_OUT = ("agree that words of the force are left out", {V}, ANY)
    AGREE_TO_WAIT = ("agree to a later answer", {V}, {S.ANNOUNCED})
    ACCEPT_DUTY = ("accept the duty to answer", {A}, ANY)
    APPOINT = ("appoint", {F}, ANY - {S.COMPLETED})
    # While it is paused too: else a pause could outlive its panel. And once completed: corrections, signatures and the
    # panel's word need people for good.
    APPOINT_PANEL = ("appoint the panel", {V}, {*ANY, S.PAUSED})
    OBJECT_TO_SEAT = ("object to a new seat on the panel", {F, A, V}, {*ANY, S.PAUSED})
    APPOINT_FACILITATOR = ("appoint a facilitator", {V}, {*ANY, S.PAUSED})
    APPOINT_OFFICER = ("hand on the duty to answer", {A, V}, ANY)
    APPOINT_RESPONDER = ("say who drafts the answer", {F, A}, ANY - {S.COMPLETED})
    APPOINT_LEGAL = ("say who reviews the draft answer", {A}, ANY - {S.COMPLETED})
    SEE_PEOPLE = ("see who runs, checks and answers it", {F, V}, set(Stage))
    SEE_WHO_ANSWERS = ("see who answers, and hand it on", {A}, set(Stage))
    INVITE = ("invite", {F}, {*PREPARING, S.OPEN})
    SEE_DESK = ("see the staff desk", {F, X, R, A, L, V}, set(Stage))
    READ_REVIEW = ("read the panel review", {F, X, V}, set(Stage))
    # Who moves it from stage to stage stands beside each step: stages.TRANSITIONS.
    PAUSE = ("pause", {V}, ANY - BEFORE_OPENING)
    CLOSE_EARLY = ("close it early", {V}, RUNNING)
    # From where, a pause left aside, and why not: withdrawing.why_not. Nobody else can, and never alone.
    ASK_TO_WITHDRAW = ("ask for it to be withdrawn", {A}, NO_FINDINGS_YET)
    DECIDE_WITHDRAWAL = ("decide whether it is withdrawn", {V}, NO_FINDINGS_YET)
    SAY_CHANGED = ("say that a technology has changed", {F, V}, ANY - PREPARING)
    SEE_CHANGES = ("see what is said to have changed", {F, V, A}, ANY - PREPARING)
    SPEAK_OF_CHANGE = ("set words beside what is said to have changed", {V, A}, ANY - PREPARING)
    EXTEND_CLOSING = ("keep the consultation open longer", {F}, RUNNING)
    EXTEND_RESPONSE = ("move the date of the answer", {A}, {S.FINDINGS_PUBLISHED})
    # Deliberation
    VOTE = ("vote", {P}, RUNNING)
    ADD_STATEMENT = ("add a statement", {P}, RUNNING)
    # While it is paused or withdrawn too: whoever took part can take back what they wrote, until findings are out.
    TAKE_STATEMENT_BACK = ("take your statement back", {P}, {S.OPEN, S.ANALYSIS, S.PAUSED, S.WITHDRAWN})
    SEE_OWN_BALLOT = ("see your own answers", {P}, {S.OPEN, S.ANALYSIS, S.WITHDRAWN})
    POST = ("post", {P, F}, RUNNING)
    OPEN_THREADS = ("open threads", {F}, {*PREPARING, S.OPEN})
    READ_CLOSED_THREADS = ("read closed threads", {F, V}, set(Stage))
    READ_OWN_GROUP = ("read the threads of your own group", {P}, set(Stage))
    MODERATE = ("moderate", {F}, {S.OPEN, S.ANALYSIS})
    ALERT_LEAD = ("tell the safeguarding lead that somebody may be at risk", {F, V}, set(Stage))
    SAFEGUARD = ("see who may be at risk, and note what was done", {F}, set(Stage))
    WRITE_PRIVATELY = ("write privately with the safeguarding lead", {P, F}, set(Stage))
    SET_RULES = ("set the house rules", {F}, {*PREPARING, S.OPEN})
    LIST_NAMES = ("list names that hold a post", {F}, {*PREPARING, S.OPEN})
    READ_LISTED_NAMES = ("read the names that hold a post", {F, V}, {*PREPARING, S.OPEN, S.ANALYSIS})
    SET_LOCAL_HELP = ("say where help is near here", {F}, set(Stage))
    RAISE_CONCERN = ("report a post", {P, X, R, A, V}, {S.OPEN, S.ANALYSIS})
    APPEAL = ("appeal", {P}, {S.OPEN, S.ANALYSIS})
    ASK_PANEL_TO_READ = ("ask the panel to decide about a post that nobody read in time", {P}, {S.OPEN, S.ANALYSIS})
    DECIDE_UNREAD = ("decide about a post that nobody read in time", {V}, {S.OPEN, S.ANALYSIS})
    DECIDE_APPEAL = ("decide an appeal", {F, V}, {S.OPEN, S.ANALYSIS, S.FINDINGS_PUBLISHED})
    ASK_EXPERTS = ("ask the experts", {P, F}, RUNNING)
    SAY_QUIETLY = ("say something to the facilitators alone", {P}, RUNNING)
    HEAR_QUIETLY = ("read what is said to the facilitators alone", {F}, set(Stage))
    SUPPORT_QUESTION = ("support a question to experts", {P}, RUNNING)
    SORT_QUESTIONS = ("take questions to experts up, or not", {F}, {S.OPEN, S.ANALYSIS})
    LEAVE_OUT_KEPT_APART = ("leave out a question that its asker kept apart", {F, V}, {S.OPEN, S.ANALYSIS})
    ASK_QUESTION_AGAIN = ("ask somebody else to look at your question", {P}, {S.OPEN, S.ANALYSIS})
    KEEP_QUESTION_APART = ("say that your question asks something else", {P}, {S.OPEN, S.ANALYSIS})
    CORRECT_EXPERT_ANSWER = ("correct an answer to a question", {X, R, A}, ANY - PREPARING)
    READ_EXPERT_CORRECTION = ("read a correction of an answer before others do", {F, V}, ANY - PREPARING)
    ANSWER_QUESTIONS = ("answer questions as an expert or for the force", {X, R, A}, {S.OPEN, S.ANALYSIS})
    PREPARE_POLLS = ("prepare polls", {F}, {*PREPARING, S.OPEN})
    SEE_POLLS = ("see the polls", {P, F, V}, set(Stage))
    READ_RESULTS = ("read results before the findings are out", {F, V}, set(Stage))
    READ_OWN_WORDS = ("read answers in own words", {F}, set(Stage))
    RUN_WAVES = ("open and close waves", {F}, RUNNING)
    COUNTER_ENTER = ("type in a paper sheet a second time", {F, V}, RUNNING)
    ASK_AGAIN = ("ask the same people again", {F}, {S.RESPONSE_PUBLISHED, S.FOLLOW_UP})
    RAISE_HAND = ("raise a hand", {P}, RUNNING)
    RUN_CONVERSATION = ("run a conversation of statements", {F}, {*PREPARING, S.OPEN})
    DECIDE_STATEMENT = ("decide about statements", {F}, RUNNING)
    ASK_STATEMENT_AGAIN = ("ask somebody else to look at your statement", {P}, {S.OPEN, S.ANALYSIS})
    DECIDE_STATEMENT_AGAIN = ("look at a statement again", {F, V}, {S.OPEN, S.ANALYSIS})
    COUNT_OPINION = ("count opinion groups", {F}, {S.OPEN, S.ANALYSIS})
    SEE_SESSIONS = ("see the sessions", {P, F, V}, set(Stage))
    RUN_SESSION = ("run a session", {F}, RUNNING)
    SHOW_WORDS = ("show the words that a room gave", {F}, {S.OPEN, S.ANALYSIS})
    PLAN_SESSION = ("plan a session", {F}, {*PREPARING, S.OPEN})
    IMPORT_RECORD = ("import a record", {F}, {S.OPEN, S.ANALYSIS})
    CONFIRM_RECORD = ("confirm a record that somebody else brought in", {F, V}, {S.OPEN, S.ANALYSIS})
    OBJECT_TO_RECORD = ("object to a record of a meeting", {V}, {S.OPEN, S.ANALYSIS})
    # Outcomes
    CODE = ("code", {F}, {S.OPEN, S.ANALYSIS})
    READ_CODING = ("read coding", {F, V}, set(Stage))
    CHECK_QUOTE = ("check a quote", {F, V}, {S.OPEN, S.ANALYSIS})
    CHECK_SET_ASIDE = ("look at what was set aside as not relevant", {F, V}, {S.OPEN, S.ANALYSIS})
    WRITE_FINDINGS = ("write findings", {F}, {S.ANALYSIS})
    AGREE_TO_LABEL = ("agree to a label above what the coding supports", {V}, {S.ANALYSIS})
    PRINT_POLICE_COMMENT = ("have a comment of the police with a listed name printed", {F, V}, {S.ANALYSIS})
    KEEP_OUT_POLICE_COMMENT = ("keep a comment of the police out of print", {V}, {S.ANALYSIS})
    COMMENT_ON_FINDINGS = ("comment on the draft findings", {R, A, P}, {S.ANALYSIS})
    ADD_OVERSIGHT_STATEMENT = ("add an oversight statement", {V}, set(Stage) - {S.DRAFT, S.WITHDRAWN})
    DRAFT_RESPONSE = ("draft the response", {R, A}, {S.FINDINGS_PUBLISHED})
    READ_DRAFT = ("read the draft answer", {R, A, L}, {S.FINDINGS_PUBLISHED})
    COMMENT_ON_DRAFT = ("comment on the draft answer", {R, A, L}, {S.FINDINGS_PUBLISHED})
    SIGN_RESPONSE = ("sign the response", {A}, {S.FINDINGS_PUBLISHED})
    DECIDE_LATER = ("decide what was left open", {A}, {S.RESPONSE_PUBLISHED, S.FOLLOW_UP})
    REPORT_PROGRESS = ("report progress", {R, A}, {S.RESPONSE_PUBLISHED, S.FOLLOW_UP})
    DROP_PROMISE = ("drop a promise", {A}, {S.RESPONSE_PUBLISHED, S.FOLLOW_UP})
    VERIFY_PROMISE = ("say that a promise is done", {V}, {S.RESPONSE_PUBLISHED, S.FOLLOW_UP})
    GIVE_OTHER_EVIDENCE = (
        "give other evidence of what is in place",
        {A},
        {S.RESPONSE_PUBLISHED, S.FOLLOW_UP, S.COMPLETED},
    )
    LOOK_AT_IN_PLACE = (
        "look at what is said to be in place",
        {V},
        {S.RESPONSE_PUBLISHED, S.FOLLOW_UP, S.COMPLETED},
    )
    TAKE_VERIFICATION_BACK = (
        "take back that a promise is done",
        {V},
        {S.RESPONSE_PUBLISHED, S.FOLLOW_UP, S.COMPLETED},
    )
    WRITE_EASY_READ = (
        "write the report in easy words",
        {F},
        {S.FINDINGS_PUBLISHED, S.RESPONSE_PUBLISHED, S.FOLLOW_UP, S.COMPLETED},
    )
    CHECK_EASY_READ = (
        "read the report in easy words beside the report",
        {F, V},
        {S.FINDINGS_PUBLISHED, S.RESPONSE_PUBLISHED, S.FOLLOW_UP, S.COMPLETED},
    )
    WITHDRAW_EASY_READ = (
        "take the report in easy words back",
        {V},
        {S.FINDINGS_PUBLISHED, S.RESPONSE_PUBLISHED, S.FOLLOW_UP, S.COMPLETED},
    )
    CORRECT_REPORT = (
        "correct the published report",
        {F},
        {S.FINDINGS_PUBLISHED, S.RESPONSE_PUBLISHED, S.FOLLOW_UP, S.COMPLETED},
    )
    AGREE_TO_CORRECTION = (
        "agree to a correction of the report",
        {F, V},
        {S.FINDINGS_PUBLISHED, S.RESPONSE_PUBLISHED, S.FOLLOW_UP, S.COMPLETED},
    )
    GIVE_VERDICT = ("say whether the answer answers", {P}, {S.RESPONSE_PUBLISHED, S.FOLLOW_UP})
    READ_VERDICT_REASONS = (
        "read the reasons beside the verdict",
        {F},
        {S.RESPONSE_PUBLISHED, S.FOLLOW_UP, S.COMPLETED},
    )
    AGREE_TO_LEAVE_OUT = (
        "agree that a reason beside the verdict is left out",
        {V},
        {S.RESPONSE_PUBLISHED, S.FOLLOW_UP, S.COMPLETED},
    )
    PRINT_UNREAD_REASON = (
        "have a reason printed that no facilitator read in time",
        {V},
        {S.RESPONSE_PUBLISHED, S.FOLLOW_UP, S.COMPLETED},
    )
    TAKE_WORDS_OUT_OF_REASON = (
        "take out of a reason what identifies somebody",
        {F, V},
        {S.RESPONSE_PUBLISHED, S.FOLLOW_UP, S.COMPLETED},
    )
    SETTLE_WORDS_OF_REASON = (
        "say whether words taken out of a reason are put back",
        {V},
        {S.RESPONSE_PUBLISHED, S.FOLLOW_UP, S.COMPLETED},
    )
    REPLY_TO_VERDICT = (
        "reply to the residents’ verdict",
        {A},
        {S.RESPONSE_PUBLISHED, S.FOLLOW_UP, S.COMPLETED},
    )
    CONFIRM_FORCE_WORDS = (
        "say that its page says what the force says",
        {A},
        {S.FINDINGS_PUBLISHED, S.RESPONSE_PUBLISHED, S.FOLLOW_UP, S.COMPLETED},
    )
    CORRECT_ANSWER = ("correct the signed answer", {A}, {S.RESPONSE_PUBLISHED, S.FOLLOW_UP, S.COMPLETED})
    GET_WHOLE_FILE = ("get the whole file", {F, A, V}, set(Stage) - BEFORE_OPENING)
    READ_RECORD = ("read the record", {F, V}, set(Stage))

    def __init__(self, label: str, roles: set[Role], stages: set[Stage]) -> None:
        self.label, self.roles, self.stages = label, frozenset(roles), frozenset(stages)


class NotAllowed(Http404):
    """The person's role does not give them this. Looks exactly like a page that does not exist."""


_CURRENT = Membership.objects.filter(withdrawn_at=None).select_related("group").order_by()
_STANDING: Prepared[Membership, Membership] = Prepared(
    lambda user, consultation: _CURRENT.filter(user=user, consultation=consultation), int, int
)
_STANDING_AT: Prepared[Membership, Membership] = Prepared(
    lambda user, slug: _CURRENT.filter(user=user, consultation__slug=slug).select_related("group", "consultation"),
    int,
    str,
)


def membership_of(user: Person | None, consultation: Consultation) -> Membership | None:
    """The person's current standing in the consultation, or None."""
    if user is None or not user.is_authenticated or consultation.pk is None:
        return None
    for member in _STANDING(user.pk, consultation.pk):  # one, by its constraint
        member.user = user
        member.consultation = consultation  # at hand: joining it in again doubled the cost of every act
        return member
    return None


def membership_at(user: Person | None, slug: str) -> Membership | None:
    """As `membership_of`, where only the address is known: the consultation comes with the standing."""
    if user is None or not user.is_authenticated:
        return None
    for member in _STANDING_AT(user.pk, slug):
        member.user = user
        return member
    return None


def remember(user: Person, member: Membership) -> None:
    """Keep the standing with `user`, the person of one request, for what this request does next.

    Only for what was looked up first, outside a transaction: a socket's or a test's person is kept for longer.
    """
    if user.is_authenticated:
        user.standing = (Membership.written, member)


def acting(user: Person | None, consultation: Consultation) -> Membership | None:
    """The standing that acts, as this request knows it; looked up again if a standing was written since."""
    written, member = getattr(user, "standing", (None, None))
    if (
        not isinstance(member, Membership)
        or written is not Membership.written
        or member.consultation_id != consultation.pk
    ):
        return membership_of(user, consultation)
    member = copy(member)  # an act may change what it holds, and then say no
    member.consultation = consultation
    return member


def holds_a_staff_role(user: User) -> bool:
    """True for whoever runs, checks or answers a consultation now: they sign in with a second step."""
    return Membership.objects.current().filter(user=user).exclude(role=Role.PARTICIPANT).exists()


def is_or_was_a_resident(user: User) -> bool:
    """True for a mailbox that takes part, took part or asked to, anywhere: it does not become a staff account’s."""
    same = accounts_of(user)
    took_part = Membership.objects.filter(user__in=same, role=Role.PARTICIPANT).exists()
    return user.is_guest or took_part or Newcomer.objects.filter(user__in=same).exists()


def mailbox_takes_part(user: User, consultation: Consultation) -> bool:
    """True where somebody takes, or took, part here with another address of the person's mailbox."""
    here = Membership.objects.filter(consultation=consultation, role=Role.PARTICIPANT).exclude(user=user.pk)
    return here.filter(user__in=mailboxes.accounts_of(user.email)).exists()


def accounts_of(user: User) -> set[int]:
    """The person's account, and every other one whose address reaches the same mailbox, also one that was closed."""
    same = [*mailboxes.accounts_of(user.email), *closed_with(user)]
    return {one.pk for one in [user, *same] if one.pk is not None}


def may(user: Person | None, consultation: Consultation, do: Do) -> bool:
    """True when the role and the stage both allow it: for showing or hiding a link."""
    member = acting(user, consultation)
    allowed = member is not None and member.role in do.roles and consultation.stage in do.stages
    return allowed and not is_police_on_the_pack(member, do)


def require(user: Person | None, consultation: Consultation, do: Do) -> Membership:
    """The membership that acts. Raises NotAllowed (404) for the wrong role, Refused for the wrong stage."""
    member = acting(user, consultation)
    if member is None or member.role not in do.roles:
        raise NotAllowed(do.label)
    if is_police_on_the_pack(member, do):
        raise Refused(ANSWERS_AS_POLICE)
    if not fits_stage(consultation, do):
        raise Refused(wrong_stage(consultation, do))
    return member


def require_held(user: Person | None, consultation: Consultation, do: Do) -> Membership:
    """As `require`, of the consultation as it stands now, held until the act’s transaction is over: the one at hand may
    have been read before somebody moved it on. The standing has it (`.consultation`)."""
    return require(user, Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk), do)


#: What an expert who is of the police elsewhere has no part in: the briefing, what the panel says of it, and which
#: words of a force could not be confirmed.
OF_THE_PACK = frozenset({Do.EDIT_BRIEFING, Do.READ_REVIEW, Do.READ_TRANSLATION, Do.DOUBT_FACT})
ANSWERS_AS_POLICE = (
    "You answer, or answered, for the police in another consultation. So you answer residents’ questions here as "
    "police, and neither write the briefing nor read what the panel says of it."
)


def is_police_on_the_pack(member: Membership | None, do: Do) -> bool:
    """An officer of one force, seated as an expert elsewhere, would write what residents read of a friend’s."""
    if member is None or member.role != X or do not in OF_THE_PACK or member.user is None:
        return False
    return was_police(member.user)


def was_police(user: User) -> bool:
    """Of any consultation, with any address of the mailbox.

    Kept beside `standing`, and as long: a page of experts asks for every link.
    """
    written, known = getattr(user, "was_police", (None, False))
    if written is Membership.written:
        return known
    known = Membership.objects.filter(user__in=accounts_of(user), role__in=POLICE).exists()
    if getattr(user, "standing", (None,))[0] is Membership.written:
        user.was_police = (Membership.written, known)
    return known


def require_appointing(user: Person, consultation: Consultation, role: Role) -> Membership | User:
    """Whoever may offer this role. Facilitators give neither the panel's seats, to those who check them, nor the duty
    to answer once an officer has accepted it, nor, once it is announced, the role of a colleague who checks their
    quotes and hears the appeals. These are for an administrator without a part in the consultation; the facilitators'
    for the panel too, the panel's where it has enough members to sign, the duty for the panel and the officer who
    hands it on.
    """
    member = acting(user, consultation)
    do = giving(consultation, role)
    if do in BY_AUTHORITY and is_authority(user, consultation):
        if not fits_stage(consultation, do):
            raise Refused(wrong_stage(consultation, do))
        return user  # type: ignore[return-value]
    if member is not None and member.role in Do.APPOINT.roles and do in BY_AUTHORITY:
        raise Refused(BY_AUTHORITY[do])
    found = require(user, consultation, do)
    _refuse_beside_the_duty(found)
    if do == Do.APPOINT_PANEL and _panel_size(consultation) < numbers.SIGNATURES:
        raise Refused(ALONE)
    return found


def _panel_size(consultation: Consultation) -> int:
    return consultation.memberships.current().filter(role=Role.OVERSIGHT).count()


ALONE = "Nobody chooses alone who signs beside them. Ask an administrator to offer the seat."
#: What facilitators do not give, and what they read.
BY_AUTHORITY = {
    Do.APPOINT_PANEL: (
        "Facilitators do not choose who checks them. Ask an administrator or a panel member to offer it."
    ),
    Do.APPOINT_FACILITATOR: (
        "Facilitators check each other’s quotes and hear each other’s appeals, so once it is announced they do not "
        "choose each other. Ask a panel member or an administrator to offer it."
    ),
    Do.APPOINT_OFFICER: (
        "An officer has accepted the duty to answer. Facilitators do not choose another one: "
        "the officer, a panel member or an administrator offers it."
    ),
}


def giving(consultation: Consultation, role: Role) -> Do:
    """What it is, at this moment, to give the role."""
    if role == Role.OVERSIGHT:
        return Do.APPOINT_PANEL
    if role == Role.FACILITATOR and not _facilitators_choose(consultation):
        return Do.APPOINT_FACILITATOR
    if role == Role.RESPONDER:
        return Do.APPOINT_RESPONDER
    if role == Role.LEGAL:
        return Do.APPOINT_LEGAL
    if role == Role.OFFICER and consultation.stage == Stage.COMPLETED:
        return Do.APPOINT_OFFICER
    if role == Role.OFFICER and consultation.memberships.current().filter(role=role, accepted_at__isnull=False):
        return Do.APPOINT_OFFICER
    return Do.APPOINT


def _facilitators_choose(consultation: Consultation) -> bool:
    """Until it is announced, and while there is one who could."""
    seated = consultation.memberships.current().filter(role=Role.FACILITATOR)
    return consultation.stage in BEFORE_OPENING and seated.exists()


def may_offer(user: Person, consultation: Consultation) -> list[Role]:
    """The roles that the person may offer now, in the order in which forms list them."""

    def may_be_offered(role: Role) -> bool:
        try:
            require_appointing(user, consultation, role)
        except (Refused, NotAllowed):
            return False
        return True

    return [role for role in Role if role != Role.PARTICIPANT and may_be_offered(role)]


def may_still_give(user: User | None, consultation: Consultation, role: Role) -> bool:
    """For an offer that waited: what facilitators do not give goes by whoever may give it on that day."""
    if giving(consultation, role) not in BY_AUTHORITY:
        return True
    if user is None:
        return False
    try:
        require_appointing(user, consultation, role)
    except (Refused, NotAllowed):
        return False
    return True


def may_end(user: Person, member: Membership) -> bool:
    """Whether to show the button: somebody else's role, by whoever may end it."""
    try:
        return require_ending(user, member) != member
    except (Refused, NotAllowed):
        return False


def is_authority(user: Person | None, consultation: Consultation) -> bool:
    """An administrator who has no part in the consultation, with any address of their mailbox."""
    if not (isinstance(user, User) and user.is_active and user.is_superuser):
        return False
    return not consultation.memberships.current().filter(user__in=accounts_of(user)).exists()


def require_ending(user: Person, member: Membership) -> Membership | User:
    """Whoever may end this role of somebody else.

    Those who check or answer are not sent away by those they check or answer to: a seat on the panel and an accepted
    duty end by an administrator without a part; the duty also when the next officer accepts it; a facilitator's, once
    it is announced, by the panel or an administrator.
    """
    consultation = member.consultation
    actor = acting(user, consultation)
    if member.role == Role.FACILITATOR and actor != member and not _facilitators_choose(consultation):
        if is_authority(user, consultation):
            return user  # type: ignore[return-value]
        if actor is not None and actor.role == Role.FACILITATOR:
            raise Refused(f"You cannot end the role of {member.public_name}. {ENDS_BY_AUTHORITY[Role.FACILITATOR]}")
        return require(user, consultation, Do.APPOINT_FACILITATOR)
    if member.role == Role.OVERSIGHT or (member.role == Role.OFFICER and member.has_accepted):
        if is_authority(user, consultation):
            return user  # type: ignore[return-value]
        require(user, consultation, Do.APPOINT)
        raise Refused(f"You cannot end the role of {member.public_name}. {ENDS_BY_AUTHORITY[Role(member.role)]}")
    givers = {Role.RESPONDER: Do.APPOINT_RESPONDER, Role.LEGAL: Do.APPOINT_LEGAL}
    found = require(user, consultation, givers.get(Role(member.role), Do.APPOINT))
    _refuse_beside_the_duty(found)
    return found


def _refuse_beside_the_duty(member: Membership) -> None:
    """Who is named beside the officer who answers, of another force or not yet accepting, gives and ends none."""
    if not member.is_officer or member.has_accepted:
        return
    holder = member.consultation.memberships.current().filter(role=A, accepted_at__isnull=False).first()
    if holder is not None:
        raise Refused(f"{holder.public_name} has accepted the duty to answer, and gives and ends these roles.")


ENDS_BY_AUTHORITY = {
    Role.FACILITATOR: "A panel member or an administrator can: facilitators check each other’s quotes and appeals.",
    Role.OVERSIGHT: "An administrator can: those who are checked do not choose who checks.",
    Role.OFFICER: "The duty to answer is handed on: it ends when another officer accepts it, or by an administrator.",
}


def fits_stage(consultation: Consultation, do: Do) -> bool:
    """True when it can be done at this stage, whoever does it."""
    return consultation.stage in do.stages and (do.stages != RUNNING or consultation.is_open)


def require_role(user: Person | None, consultation: Consultation, do: Do) -> Membership:
    """As `require`, for reading: the role decides, whatever the stage."""
    member = acting(user, consultation)
    if member is None or member.role not in do.roles:
        raise NotAllowed(do.label)
    return member


def wrong_stage(consultation: Consultation, do: Do) -> str:
    if consultation.stage == Stage.PAUSED:
        return "This consultation is paused. Nothing can be changed until it starts again."
    if consultation.stage == Stage.WITHDRAWN:
        return WITHDRAWN
    if do.stages == RUNNING:
        if consultation.stage == Stage.OPEN or consultation.stage not in BEFORE_OPENING | {Stage.ANNOUNCED}:
            return "This consultation has closed. You can still read it, but nothing more can be added."
        return "This consultation has not opened yet. Come back on its opening date."
    return when.refused(consultation, do.label, do.stages)


WITHDRAWN = "This consultation was withdrawn. What was public can still be read, but nothing more is done in it."
ANSWERS_FOR_POLICE = (
    "You answer, or answered, for the police in a consultation. "
    "So you take part in no other one, and neither run nor check one."
)
LOOKS_AFTER_ACCOUNTS = (
    "Whoever has this mailbox looks after accounts: they find people by their address and close accounts. So they have "
    "no part in a consultation, with this address or another of the same mailbox. Somebody else takes the role."
)
RUNS_OR_CHECKS = (
    "You run, check or take part in another consultation, or did. Whoever does answers for the police in none: "
    "they have read what residents say among themselves."
)
NOT_POLICE = frozenset({P, F, V})
SAME_MAILBOX = (
    "With another address of this mailbox somebody has, or had, another role in this consultation. "
    "One person has one role in a consultation."
)


def refuse_conflict(user: User, consultation: Consultation, role: Role) -> None:
    """Nobody may be both {facilitator, oversight} and police, nor hold two roles. Raises Refused.

    Whoever has or had a police role anywhere takes part in, runs and checks no other consultation, whichever came
    first: else an officer reads closed threads about their own force by another consultation's letter. Nor has an
    administrator a role: they see addresses, and close the accounts of those who would check them. Addresses that
    reach one mailbox are one person.
    """
    mine = accounts_of(user)
    if user.is_superuser or User.objects.filter(pk__in=mine, is_superuser=True).exists():
        raise Refused(LOOKS_AFTER_ACCOUNTS)
    same = Membership.objects.filter(user__in=mine)
    held = same.filter(consultation=consultation).exclude(role=role).first()
    if held is not None:
        others = mailboxes.accounts_of(user.email).exclude(pk=user.pk)  # not named: the mailbox may be shared
        raise Refused(SAME_MAILBOX if held.user in others else held.why_not_also(role))
    if erased.took_part(user, consultation, role):
        raise Refused(erased.NO_ROLE)
    elsewhere = same.exclude(consultation=consultation)
    if role in NOT_POLICE and elsewhere.filter(role__in=POLICE).exists():
        raise Refused(ANSWERS_FOR_POLICE)
    if role in POLICE and elsewhere.filter(role__in=NOT_POLICE).exists():
        raise Refused(RUNS_OR_CHECKS)
