"""Words by which one officer, one case or one address can be found. Each pattern is bounded."""

import re

#: Ranks as people type them. “Di”, “Ds” and “Dc” are names and places too, so those are read in capitals.
_RANK = (
    r"(?:(?i:W?P\.?\s?C\.?|PCSO|DCI|Sgt\.?|Sergeant|Insp\.?|Inspector|Supt\.?|Superintendent|"
    r"(?<!chief )Constable|Det\.? (?:Con|Sgt|Insp)\.?)|D[CSI])"
)
#: Words after a rank that are nobody’s name here: shops, films, places, and how a sentence goes on.
_NOT_SURNAMES = (
    "World Comics Gaming Games Game Pepper Peppers Plod Morse Lewis Clouseau Gadget Country General Generals Lite "
    "Marvel Universe Metro Area Power Voltage Monitor Builder The They Then There This That And But For With When Who "
    "Was Were Has Had Will Would Can Could She Her His How Why What Where Not Yes You Your Our One Two Three All Some "
    "Major Arms Burger Academy Degree Apprenticeship Office Police Every Most Even Also Only Just Wants Parts Is In On "
    "At To It As By If Of Or So We He Me My No Do Go Up Must Should May Are Be Still Thanks Thank Please"
)
_NOT = rf"(?!(?i:{'|'.join(_NOT_SURNAMES.split())})\b)"
_GAP = r"[^\S\n]{1,3}"
#: Surnames that are hardly anything else. In small letters, or all in capitals, these alone are taken for a name.
_SURNAMES = (
    "adams ahmed akhtar ali allen anderson andrews armstrong atkinson bailey barnes barrett begum bennett bradley "
    "burton byrne campbell carr chambers chapman clark clarke collins connolly cooper crawford cunningham davidson "
    "davies davis dawson dixon doyle duncan edwards elliott ellis evans ferguson fletcher gallagher gibson gordon "
    "graham griffiths hamilton harris harrison harvey henderson holmes hopkins howard hudson hughes hussain jackson "
    "jenkins johnson johnston jones kaur kelly kennedy khan lawson lewis lloyd macdonald marshall martin mason "
    "matthews mitchell mohammed morgan morris morrison murphy murray nicholson osborne owen palmer parker patel "
    "patterson pearson perry phillips powell rahman reynolds richards richardson roberts robertson robinson rogers "
    "russell ryan saunders shah sharma shaw simpson singh smith spencer stephens stevens stewart sullivan taylor "
    "thomas thompson thomson wallace walsh watkins watson webb wilkinson williams williamson wilson wright"
)
_SURNAME = rf"(?i:{'|'.join(_SURNAMES.split())}|mc(?!afee)[a-z]{{3,20}}|o[’'][a-z]{{3,20}})\b"
#: What is done to people, and by people: no computer does it.
_DID = (
    "hit|punched|slapped|kicked|pushed|shoved|grabbed|dragged|arrested|handcuffed|cuffed|searched|threatened|tasered|"
    "beat|spat|swore|lied|shouted|assaulted|choked|bullied|nicked"
)
_NOBODYS = r"(?i:(?<!\bmy )(?<!\bthe )(?<!\ba )(?<!\bone )(?<!\bother )(?<!\byour )(?<!\bhis )(?<!\bher )(?<!\bthis ))"
#: A rank and a name with its capital; a rank and a surname however it is typed; a rank, any word, and what it did.
NAMED_OFFICER = re.compile(
    rf"\b(?:{_RANK}{_GAP}{_NOT}(?:[A-Z]\.?{_GAP}|{_NOT}[A-Z][a-z]{{1,14}}{_GAP}){{0,2}}{_NOT}"
    r"(?=[A-Z’'-]{0,25}[a-z])[A-Z][A-Za-z’'-]{2,24}\b"
    rf"|(?:{_RANK}|(?i:D[CSI]|P\.?S\.?)){_GAP}(?:[A-Za-z]\.?{_GAP}|[A-Z][A-Za-z]{{1,14}}{_GAP})?{_SURNAME}"
    rf"|{_NOBODYS}(?:{_RANK}|(?i:D[CSI])){_GAP}{_NOT}(?![A-Za-z]{{1,20}}ly\b)[A-Za-z’'-]{{2,25}}{_GAP}(?i:{_DID})\b)"
)
COLLAR = re.compile(
    r"(?<!Washington )\b(?:W?PC|PCSO|PS|SC|DC)\s?\d{3,5}[A-Z]{0,2}\b"
    r"|\b(?:collar|shoulder|warrant|badge)(?: (?:number|no\.?))?(?: (?:is|was))?[ :]{1,2}#?"
    r"[A-Z]{0,3} ?\d{2,6}[A-Z]{0,2}\b",
    re.IGNORECASE,
)
REFERENCE = re.compile(
    r"\b(?:crime|incident|case|custody|crn|ref(?:erence)?)\.?(?: (?:ref(?:erence)?|number|no)\.?){0,2}(?: (?:is|was))?"
    r"[ :#]{1,3}(?=[A-Z]{0,4}[\d/-]{5,16})[A-Z]{0,4}\d[\d/-]{4,15}\b"
    r"|\bCAD ?(?:number |no\.? )?\d{2,6}\b|(?<![\d/])\d{2}/\d{5,7}/\d{2}(?![\d/])",
    re.IGNORECASE,
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
BIRTH = re.compile(
    r"\b(?:d\.?o\.?b\.?|date of birth|born|birthday)(?:[ :,]| is| was| on| the){1,4} ?"
    rf"(?:\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}|\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH}\b|{_MONTH} \d{{1,2}}\b)",
    re.IGNORECASE,
)
_KINDS = "Street|St|Road|Rd|Lane|Avenue|Ave|Close|Drive|Crescent|Terrace|Gardens|Grove|Mews|Way|Court|Place|Walk|Row"
_NUMBER = r"(?:[Ff]lat \d{1,3}[A-Za-z]?,? )?\b(?!(?:19|20)\d\d\b)\d{1,4}[A-Za-z]?,? "
_NO_STREET = "High Crown County Supreme Magistrates Family Downing Scotland"
_NO_SMALL = (
    "way lane mph mile miles minute minutes min hour hours day days week weeks year years bus busy main side quiet "
    "residential different other more car cars cycle metre metres police new busiest whole big long one another small "
    "local narrow empty dark of on in at the per to down from along cameras people"
)
STREET = re.compile(
    rf"{_NUMBER}(?!(?:{'|'.join(_NO_STREET.split())}) )(?:[A-Z][A-Za-z’'-]{{1,20}} ){{1,3}}(?:{_KINDS})\b"
    rf"|{_NUMBER}(?!(?:{'|'.join(_NO_SMALL.split())}) )[a-z]{{3,20}} (?:street|road|lane|avenue|close|terrace)\b"
)
HANDLE = re.compile(
    r"(?<![\w@.])@(?!(?:home|work|school|all|everyone|here|night|least|noon|midnight|lunch|college|uni)\b)"
    r"[A-Za-z][\w.]{2,29}",
    re.IGNORECASE,
)
SHORT_LINK = re.compile(
    r"(?<![@\w.-])(?:bit\.ly|tinyurl\.com|t\.co|goo\.gl|ow\.ly|is\.gd|buff\.ly|cutt\.ly|rb\.gy|shorturl\.at|tiny\.cc|"
    r"linktr\.ee|youtu\.be|wa\.me|t\.me|fb\.me|discord\.gg|lnkd\.in)(?:/[\w-]{1,60})?",
    re.IGNORECASE,
)
