"""What people hang into their own rooms. Read by name: audit/wiring.py."""

from allauth.mfa.signals import authenticator_used
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models.signals import post_migrate

from people import demonstration
from people.background import workers
from people.guests import middleware as guests_middleware
from people.models import Mailbox
from people.operating import verification
from people.outbox import privacy as outbox_privacy
from people.outbox import sending, subscribing
from people.outbox.kinds import Kind
from people.privacy import account, erasing, ledger
from people.signin import second_factor, sign_ins

#: (Django’s signal, what then happens), connected as the project starts. Read by audit.wiring.
RECEIVERS = [
    (user_logged_in, sign_ins.begin),
    (user_logged_out, sign_ins.over),
    (user_logged_out, guests_middleware.sign_out_for_good),
    (authenticator_used, second_factor.used),
    (post_migrate, demonstration.mark_new),
    (post_migrate, verification.begin_after_migrate),
]

#: What is done at every tick: () → what was done, in words. Read by consultations.management.commands.tick.
BY_TICK = [workers.clear_away, sending.by_tick, verification.by_tick]
#: The kinds of message that people are told. Read by people.outbox.kinds.
OUTBOX_KINDS = [Kind(subscribing.CONFIRM, still=subscribing.is_unanswered, duty=True)]

#: The pages a staff account sees before its second step: taking it, setting it up, and getting out. By name.
#: Read by people.signin.middleware.
BEFORE_SECOND_STEP = [
    "account_logout",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_view_recovery_codes",
    "sign_out_everywhere",
]
#: Kind of line in the erasure ledger → (line) → whether there was anything to do again. Read by people.privacy.ledger.
CARRIED_OUT_AGAIN = {ledger.ACCOUNT: erasing.erase_again}
#: What “My data” shows. Read by people.privacy.registry.
MY_DATA = [*account.SHOWN, *outbox_privacy.SHOWN]
#: (Order, what goes when an account is erased); later apps have small numbers. Read by people.privacy.registry.
ERASING = [(40, outbox_privacy.erase)]
#: Tables that MY_DATA shows and ERASING empties; any other is shown and deleted whole. Read by people.privacy.registry.
COVERED = [Mailbox]
#: What erasing an account would do: (user) → (what goes, what stays), in sentences. Read by people.privacy.my_data.
ERASING_TOLD = [account.what_goes]
#: Until when things are kept. Read by people.privacy.retention.
RETENTION = [*account.KEPT, *outbox_privacy.KEPT]

#: The job that sends what waits. Read by people.outbox.outbox.
OUTBOX_LOOKS = [sending.look]
