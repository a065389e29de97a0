"""Delivery reports as Postfix, Exchange and Gmail write them: {to} is the return path, {mark} what they quote."""

POSTFIX = """\
Return-Path: <>
From: MAILER-DAEMON@mx.example.net (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: {to}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4F1B2.1700000000/mx.example.net"

This is a MIME-encapsulated message.

--4F1B2.1700000000/mx.example.net
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.example.net.

<ana@example.org>: host mail.example.org[192.0.2.1] said: 550 5.1.1 User unknown

--4F1B2.1700000000/mx.example.net
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net
X-Postfix-Queue-ID: 4F1B2
Arrival-Date: Mon, 30 Nov 2026 09:00:00 +0000 (GMT)

Final-Recipient: rfc822; ana@example.org
Original-Recipient: rfc822;ana@example.org
Action: {action}
Status: {status}
Remote-MTA: dns; mail.example.org
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--4F1B2.1700000000/mx.example.net
Content-Description: Undelivered Message
Content-Type: message/rfc822

From: Answerable <hello@talk.example.org>
To: ana@example.org
Subject: Something is out
X-Letter: {mark}
Content-Type: text/plain

Something is out.

--4F1B2.1700000000/mx.example.net--
"""

EXCHANGE = """\
From: <postmaster@example.org>
To: <{to}>
Subject: Undeliverable: Something is out
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="_000_a5_"
X-MS-Exchange-Message-Is-Ndr:
X-Auto-Response-Suppress: All

--_000_a5_
Content-Type: multipart/alternative; differences=Content-Type; boundary="_001_a5_"

--_001_a5_
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: base64

WW91ciBtZXNzYWdlIHRvIGFuYSBjb3VsZG4ndCBiZSBkZWxpdmVyZWQu

--_001_a5_
Content-Type: text/html; charset="utf-8"

<p>Your message to <b>ana</b> couldn't be delivered.</p>
--_001_a5_--

--_000_a5_
Content-Type: message/delivery-status

Reporting-MTA: dns;LO2P265MB0001.GBRP265.PROD.OUTLOOK.COM
Received-From-MTA: dns;mx.example.net
Arrival-Date: Mon, 30 Nov 2026 09:00:00 +0000

Final-Recipient: rfc822;ana@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup
X-Display-Name: ana@example.org

--_000_a5_
Content-Type: text/rfc822-headers

Received: from mx.example.net (192.0.2.7) by LO2P265MB0001
From: Answerable <hello@talk.example.org>
To: ana@example.org
Subject: Something is out
X-Letter: {mark}
--_000_a5_--
"""

GMAIL = """\
Delivered-To: {to}
Return-Path: <>
Auto-Submitted: auto-replied
From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
To: hello@talk.example.org
Subject: Delivery Status Notification (Failure)
X-Failed-Recipients: ana@example.org
MIME-Version: 1.0
Content-Type: multipart/report; boundary="00000000000051"; report-type=delivery-status

--00000000000051
Content-Type: multipart/related; boundary="00000000000052"

--00000000000052
Content-Type: text/plain; charset="UTF-8"

** Address not found **
--00000000000052--
--00000000000051
Content-Type: message/delivery-status

Reporting-MTA: dns; googlemail.com
Arrival-Date: Mon, 30 Nov 2026 01:00:00 -0800 (PST)
X-Original-Message-ID: <gone@talk.example.org>

Final-Recipient: rfc822; ana@example.org
Action: {action}
Status: {status}
Remote-MTA: dns; gmail-smtp-in.l.google.com. (192.0.2.9, the server for the domain.)
Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist.
Last-Attempt-Date: Mon, 30 Nov 2026 01:00:01 -0800 (PST)

--00000000000051
Content-Type: message/rfc822

From: Answerable <hello@talk.example.org>
To: ana@example.org
X-Letter: {mark}
Content-Type: multipart/alternative; boundary="=="

--==
Content-Type: text/plain

Something is out.
--==--

--00000000000051--
"""
