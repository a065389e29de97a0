"""Which words stand for people, for things and for what people hold: pieces of the patterns of `claims`.

A word of number is a claim unless it fits one of `HARMLESS` (“the most important”, “all day”, “80% of the faces”): a
list of what people may be called, or do, is never whole.
"""

from people.text.sentences import spelled

#: People, as a report calls them, and what it counts in their place.
PERSONS = (
    "people|persons?|participants?|residents|respondents|speakers|members|women|men|girls|boys|parents|mothers|"
    "fathers|"
    "families|households|drivers|voices|attendees|attenders|contributors|commenters|comments|contributions|posts|"
    "responses|answers|replies|locals|neighbours|citizens|londoners|adults|children|teenagers|teens|youths|"
    "youngsters|"
    "pensioners|students|pupils|workers|traders|shopkeepers|tenants|carers|victims|migrants|muslims|jews|christians|"
    "sikhs|hindus|cyclists|pedestrians|passengers|hands|invited|present|tables"
)
#: One of them: “every mother”, “no resident”.
ONE = (
    "person|participant|resident|respondent|speaker|member|woman|man|girl|boy|parent|mother|father|family|household|"
    "driver|voice|attendee|contributor|local|neighbour|citizen|londoner|adult|child|teenager|pensioner|student|pupil|"
    "worker|trader|shopkeeper|tenant|carer|victim|cyclist|pedestrian|passenger"
)
#: What stands before them: “older”, “Black”, “long-standing”.
KIND = (
    r"(?:(?:young|younger|old|older|elderly|other|local|disabled|deaf|blind|black|white|asian|brown|mixed|muslim|"
    r"jewish|"
    r"female|male|gay|trans|lgbt|poor|working|working-class|single|invited|remaining|adult|(?-i:[A-Z][\w-]+)) ){0,3}"
)
THE = "(?:the |these |those |our |their )?"
SPOKE = (
    "who (?:spoke|took part|answered|raised|talked|mentioned|was asked|were asked|had a view|said|came|attended|"
    "joined|commented|were there|were present)"
)
_SAY = (  # the stem, its third person, its past
    "say|says|said|think|thinks|thought|feel|feels|felt|want|wants|wanted|agree|agrees|agreed|disagree|disagrees|"
    "disagreed|ask|asks|asked|support|supports|supported|oppose|opposes|opposed|fear|fears|feared|worry|worries|"
    "worried|accept|accepts|accepted|trust|trusts|trusted|distrust|distrusts|distrusted|mistrust|mistrusts|"
    "mistrusted|"
    "believe|believes|believed|prefer|prefers|preferred|object|objects|objected|speak|speaks|spoke|raise|raises|"
    "raised|"
    "mention|mentions|mentioned|welcome|welcomes|welcomed|reject|rejects|rejected|like|likes|liked|dislike|dislikes|"
    "disliked|hate|hates|hated|know|knows|knew|expect|expects|expected|hope|hopes|hoped|call for|called|back|backs|"
    "backed|favou?rs?|favou?red|share|shares|shared|hold|holds|held|describe|describes|described|doubt|doubts|"
    "doubted|"
    "mind|minds|minded|argue|argues|argued|question|questions|questioned|told|tell us|insist|insists|insisted|"
    "wish|wishes|wished|recall|recalls|recalled|complain|complains|complained|"
    "regret|regrets|regretted|regard|regards|regarded|consider|considers|considered|remember|remembers|"
    "remembered|saw|see|"
    "sees|found|find|finds|had|demand|demands|demanded|need|needs|needed|voted|vote|would|wouldn[’']t|(?:do|does|"
    "did) "
    "not|(?:do|does|did)n[’']t"
)
HOLD = (
    rf"{_SAY}|(?:was|were|is|are|seemed?|remain(?:ed|s)?) (?:not )?(?:for|against|in favou?r|worried|concerned|happy|"
    "unhappy|sure|unsure|convinced|willing|unwilling|uneasy|comfortable|uncomfortable|relaxed|cautious|sceptical|"
    "mainly|agreed|tired|fed up|frightened|annoyed|satisfied|disappointed|reassured|persuaded|alarmed|troubled|"
    "mostly|critical|divided|opposed|supportive|behind|afraid|scared|angry|content|clear|of one mind|of the same)"
)
SOFTLY = "(?:also |then |still |simply |clearly |themselves |strongly |broadly |and more )?"

#: What “most” would be, without the word.
WIDELY = "widely|generally|commonly|largely|mostly|mainly|broadly|predominantly|overwhelmingly|universally"

#: What is counted and is nobody: “most cameras”, “half of the footage”, “80% of the faces”.
THINGS = (
    "cameras?|vans?|cars?|vehicles?|signs?|deployments?|images?|photos?|photographs?|pictures?|faces|matche?s?|"
    "alerts?|"
    "footage|data|records?|recordings?|files?|cases?|stops?|searches|arrests?|crimes?|offences?|thefts?|incidents?|"
    "errors?|mistakes?|systems?|tools?|technolog(?:y|ies)|software|programs?|devices?|drones?|phones?|trials?|tests?|"
    "forces|officers?|police|councils?|boroughs?|areas?|streets?|roads?|shops?|stations?|places?|parks?|schools?|"
    "buildings?|cit(?:y|ies)|towns?|countr(?:y|ies)|events?|time|times|days?|nights?|evenings?|mornings?|weeks?|"
    "weekends?|months?|years?|hours?|minutes?|seconds?|seasons?|money|costs?|budgets?|funds?|spending|sessions?|"
    "meetings?|parts?|pages?|points?|questions?|sections?|options?|ways|reasons|conditions|items?|topics?|themes?|"
    "examples?|details?|documents?|reports?|papers?|polic(?:y|ies)|rules?|laws?|powers?|safeguards?|steps?|"
    "information|"
    "evidence|studies|research|figures?|numbers?|equipment|work|screens?|posters?|leaflets?|trains?|bus(?:es)?|"
    "lists?|"
    "kinds?|types?|sorts?|forms|uses|purposes|homes|doors|letters?|calls|problems?|languages|tasks|seats?|"
    "mondays|tuesdays|wednesdays|thursdays|fridays|saturdays|sundays|votes?|"
    "fines?|delays?|"
    "batter(?:y|ies)|pixels?|watchlists?|entries|trips?|journeys?|conversations?|discussions?"
)
#: What things may be, and what nobody does: a verb here would hide “most want signs”.
_SUCH = (
    "(?:(?:new|newer|old|older|recent|fixed|mobile|public|private|police|false|blue|open|live|busy|small|large|"
    "big|known|"
    "local|plain|more|marked|unmarked|stored|deleted|wrong|correct|early|late|first|last|summer|winter|main|"
    "other|british|"
    "english|single|possible|different|relevant|available|such|facial recognition|street|body-worn) ){0,2}"
)
_OF_THINGS = (
    rf"(?:(?:of )?(?:the |these |those |its |their |our |all |an? |every )?{_SUCH}(?:{THINGS})\b|"
    r"of (?:it|this|that|which|what)\b)"
)
PASSIVE = (
    r"(?:watched|filmed|scanned|stopped|searched|told|recorded|seen|identified|followed|checked|tracked|harmed|hurt|"
    r"treated|arrested|charged|photographed|matched|named|left out|left behind|affected|listed|included|consulted|"
    r"informed|responsible|accountable|in charge|able|listening|looking|watching|there|safe|safer|equal|innocent|"
    r"misled|"
    r"punished|singled out|given|shown|allowed|entitled|free)"
)
SMALL = [spelled(n) for n in range(1, 21)]
NUMBER = rf"\d{{1,4}}|{'|'.join(SMALL)}"
EVERYONE = "everyone|everybody|nobody|no one|no-one"
#: “Many small delays”: after a word of number no verb ends in an s, so it is a noun, and of things unless its end is
#: one that people’s names have (“commuters”, “activists”).
_PLURAL = (
    rf"(?:of )?(?:(?:the|these|those|their|its|our|small|large|big|long|short|new|old|good|bad|other|different|more|"
    rf"such|further|separate|similar|local) ){{0,2}}(?!(?:{PERSONS}|{HOLD}|always|sometimes|perhaps|besides|"
    rf"afterwards|"
    rf"groups|others|mums|dads|friends|wives|husbands|daughters|sons|relatives|colleagues|kids|lads|folks|blacks|"
    rf"whites|asians|ones|ladies|gentlemen|thus|was|has|does|is|this|us|as|its|his|theirs|ours|yours|nurses|boys|"
    rf"girls|"
    rf"couples|individuals|professionals|newcomers|elders|youths|adolescents|guests|hosts|heads|souls|minds|camps|"
    rf"sides|parties|communities|communit|mosques|churches)\b)"
    r"(?-i:[a-z][a-z-]*[a-z])(?<!er)(?<!or)(?<!ist)(?<!ian)(?<!ant)(?<!ent)(?<!man)(?<!ee)(?<!s)(?<!u)(?<!i)s\b"
    rf"(?! (?:{PERSONS}|{HOLD})\b)"
)
#: Many, several, a number of, most: of things.
OF_THINGS = rf"(?:(?:hundred|thousand|dozen|million) )?(?:{_OF_THINGS}(?! (?:{PERSONS})\b)|{_PLURAL})"
_NOT_PEOPLE = rf"(?!(?:{THE}{KIND}(?:{PERSONS})\b)|of\b|{SPOKE}\b|(?:{HOLD})\b)"
_BEST = (
    "important|importantly|often|likely|recent|recently|common|commonly|frequent|frequently|serious|useful|urgent|"
    "obvious|severe|vulnerable|striking|visible|effective|worrying|difficult|helpful|valuable|pressing"
)
_RATE = (
    r"accuracy|accurate|rates?|thresholds?|scores?|similarity|confidence|chance|probability|settings?|errors?|costs?|"
    r"prices?|budgets?|crimes?|thefts?|tax|stops|matches|false alarms?|set|fell|rose|falls?|rises?|cut|grew|dropped|"
    r"increased?|decreased?|reduced|up|down|battery|discount"
)
SHARE = rf"(?:{NUMBER}) ?(?:%|per ?cent\b)"
FRACTIONS = (
    r"(?:two|three|four|five|six|seven|eight|nine|\d)[ -](?:thirds?|quarters|fifths|sixths|eighths|tenths)|"
    r"one[ -]third|"
    r"one[ -]quarter|one[ -]fifth|one[ -]tenth|three[ -]quarters?"
)
_PART = rf"(?:{SHARE}|{FRACTIONS}|half|most|almost all|nearly all|virtually all|the (?:bulk|rest))"

#: Phrases in which a word of number claims nothing of people.
HARMLESS = [
    # most
    rf"(?:the|an?|my|your|his|her|its|our|their|whose|one of the) most {_NOT_PEOPLE}[\w-]+",
    rf"the most [\w-]+ (?:{PERSONS})\b",
    r"at (?:the )?most|most of all|for the most part,? the|most wanted (?:lists?|faces?|men|man|posters?)",
    rf"most (?:{_BEST})(?! (?:{PERSONS})\b)",
    rf"(?:am|is|are|was|were|be|been|being|seems?|seemed|feels?|felt) most {_NOT_PEOPLE}[\w-]+",
    r"(?:what|which|who|things?|ones?)\b[^.,;:!?]{0,60}(?<! by)(?<! of)(?<! to)(?<! for) most(?=\s*(?:[.,;!?)]|$))",
    r"what\b[^.,;:!?]{0,60} most(?= (?:was|is)\b)",
    r"(?:thing|word|point|question|issue|reason|one|part)s? (?:[\w’'-]+ ){1,4}most(?= (?:was|is|were|are)\b)",
    r"most and [\w’' -]{3,40}\bleast",
    r"(?:matters?|mattered|counts?|counted|hurts?|helps?|helped|used|needed|valued|(?:came|comes) up) most"
    r"(?=\s*(?:[.,;!?)]|$|to\b|in\b|for\b))",
    r"\b(?!(?:by|of|to|for|that|and|but|because|as|so|held|since|while|although|though|among|from|with|said|if|or|"
    r"where|when|then|however|felt|feel|heard|thought) )[\w’'-]+ most(?= (?:when|where|if|at|on|before|after|"
    r"during|near|because)\b"
    r"(?! the table))",
    rf"most {_NOT_PEOPLE}(?:\w+ly(?! (?:{HOLD})\b)|\w+(?:ible|able|ful|ous|ive)\b(?! (?:{PERSONS}|"
    rf"[\w-]+ (?:{HOLD}))\b))",
    rf"most {_NOT_PEOPLE}(?-i:[a-z][a-z-]+s?) (?:is|are|was|were|goes|go|gets?) (?:never |not |always |rarely )?"
    rf"(?!(?:worried|concerned|opposed|convinced|tired|scared|frightened|annoyed|satisfied|reassured|alarmed)\b)"
    r"(?:\w+ed|caught|kept|sold|taken|found|done|made|gone|old|wrong|right)\b",
    # half, most, 80%, two thirds: of things
    rf"{_PART} {_OF_THINGS}(?! (?:{PERSONS}|people))",
    rf"most {_PLURAL}",
    r"most of them [\w-]+ ones\b|with (?:most|all|half|none) of them (?:removed|taken|closed|gone|switched|"
    r"deleted|moved|replaced)",
    rf"(?:{EVERYONE}) (?:has|needs) an? (?:phone|mobile|camera|right|face|name|duty|job|way|place|say|voice|"
    rf"chance)\b",
    r"(?:most|half|many|all|both|none) of (?:their|his|her|my) (?:own )?(?:friends|lives|life|colleagues|"
    r"relatives)\b",
    r"(?:trust|fear|miss|need|value|like|use|hear|help|hurt|want|affect|hit)(?:s|ed)? (?:the|this|it|them|that|their)"
    r"(?: [\w’'-]+){0,3} (?<!by )(?<!of )(?<!to )(?<!for )most(?=\s*(?:[.,;!?)]|$))",
    rf"(?:each|every one) of {THE}(?:{NUMBER}) {_SUCH}(?:{THINGS}|groups)\b",
    r"half[ -](?:an? |the |as )?(?:much|hours?|miles?|kilomet(?:re|er)s?|met(?:re|er)s?|days?|years?|price|past|"
    r"term|way|hearted|"
    r"dozen|century|moon|full|empty|open|closed|built|finished|million|an eye)\b",
    rf"(?:first|second|other|one|each|in) half(?! of (?:them|us|those|{THE}{KIND}(?:{PERSONS}))\b)",
    r"\b(?:cut|fell|falls?|rose|reduced?|grew|dropped|down|up|less|more|went|goes)(?: [\w’'-]+){0,3} by half",
    r"half the (?:battle|story|point|truth|answer|trouble|problem|fun)",
    r"(?:a|one|two|three) (?:quarters? of an|and a half)\b",
    rf"(?:{FRACTIONS}) (?:full|empty|smaller|bigger|less|more|lower|higher|the size|the price)\b",
    # rates and prices
    rf"\b(?:{_RATE})(?: [\w’'-]+){{0,3}} {SHARE}",
    rf"(?:{SHARE}|half) (?:accurate|accuracy|sure|certain|safe|reliable|effective|more|less|fewer|cheaper|higher|"
    rf"lower|better|"
    rf"worse|off|cut|rise|fall|increase|drop|discount|similarity|match|chance|confidence|threshold|error|"
    rf"of an?\b|as )",
    # everybody, nobody
    rf"(?:{EVERYONE})(?: else)? (?:can|can[’']t|cannot|could|should|must|may|might|will|ought|shall|has (?:to|"
    rf"the right|a "
    rf"right)|gets|has gone|sees|reads|passing|walking|living|working|nearby|in (?:the )?(?:borough|area|city|street|"
    rf"country|london|neighbourhood|picture|crowd))\b",
    rf"(?:{EVERYONE})(?: else)? (?:is|are|be|being|gets)(?: being| ever| not)? {PASSIVE}\b",
    rf"(?:{EVERYONE})(?: else)? (?:was|were|has been|had been|got)(?: being| ever| not)? "
    rf"(?!stopped|searched|arrested|harmed|hurt|charged){PASSIVE}\b",
    rf"(?:{EVERYONE}) who (?!spoke|took|answered|said|came|attended|joined)\w+",
    r"(?:nobody|no one|no-one) (?:knows (?:who|what|how|where|when|why|whether|if)|(?:had |has |ever )*(?:told|"
    r"asked(?! (?:for|that|to)\b)|answered|"
    r"explained|warned|checked|watches|looks?|looked|listens?|listened|came|comes|called (?:me|her|him|them|"
    r"back)|rang|replied|turned up|phoned|got back))",
    rf"(?<!mattered )(?<!matters )(?<!clear )(?<!obvious )(?<!important )\b(?:for|to|at|on|of|about|like|behind|"
    rf"with) (?:{EVERYONE})"
    rf"(?! (?:{SPOKE}|in the room|at the table|in the group|present|here|against|opposed|in favou?r|was|were|is|"
    rf"wants?|wanted|agrees?|agreed))",
    rf"(?:film|watch|scan|stop|record|treat|tell|ask|let|invite|photograph|identify|include|reach|help|protect|"
    rf"affect|"
    rf"hurt|search|follow|track|see|check|catch|harm|name|inform|suspect)(?:e?s|e?d|p?ing|ing)? (?:{EVERYONE}|"
    rf"(?:all|each|every) {THE}{KIND}(?:{PERSONS}|{ONE}))",
    rf"(?:seen|read|used|understood|heard|watched) by (?:{EVERYONE})",
    rf"(?:{EVERYONE})(?: else)? (?:(?!(?:{HOLD})\b)(?!distrusts|understands|is\b|was\b|has\b|does\b|backs|regrets|"
    r"suffers|dreads|resents|loathes|loves|admires|approves|disapproves|complains|regards|considers|views|endorses|"
    r"favou?rs|recognises|realises|remembers|notices|blames|cares|refuses|proposes|suggests|demands|"
    r"calls for)[a-z]+s\b|(?:is|was) (?:above|below|"
    r"beyond|perfect|innocent|human)|"
    r"likes (?:to be|being)|"
    r"in (?:authority|charge|power|government|uniform|office)|at (?:the )?(?:station|council|town hall|"
    r"scotland yard))",
    # to all residents, of each person: what is sent to them, kept of them, done to them
    rf"(?:letters?|leaflets?|notices?|messages?|texts?|e-?mails?|sent|sends?|posted|delivered|given|gives?|"
    rf"offered|open|"
    rf"explained|available|shown|meetings?|talks?|receipts?|access|appl(?:y|ies|ied)|pay|paid|vote|list|register|"
    rf"details|names?|faces?|data|images?|photos?|pictures?|scans?|records?|search(?:es)?|treatment|safety|rights?|"
    rf"answers?) (?:to|with|for|of|from|on|about) (?:all|each|every)(?: of)?(?: {THE}{KIND}(?:{PERSONS}|{ONE}))?"
    rf"(?! {KIND}(?:{PERSONS}|{ONE})? ?(?:{HOLD})\b)",
    # what ought to be
    rf"(?:all|each|every|most|half)(?: of)? {THE}{KIND}(?:{PERSONS}|{ONE})(?: who [^.,;]{{1,50}})? (?:should|"
    rf"must|ought)\b",
    # the groups, as they were run
    r"(?:all|both|each|every)(?: of)?(?: the)?(?: \w+)? groups? (?:(?:talked about|covered|discussed|had|were given|"
    r"were asked|was asked|got|worked through|answered) the same|met|were (?:asked|shown|given|told))\b",
    r"everyone[’']s|everybody[’']s|nobody[’']s|no one[’']s|everyday",
    # all
    r"(?:los[te]|losing|lack(?:s|ed)?|without|beyond|of|in|with) all (?:trust|faith|hope|confidence|respect|"
    r"doubt|fear)\b",
    r"(?:at|above|after|first of|of|in|once and for|by no means|best of|worst of) all(?! (?:of|the|those|who|"
    r"participants|"
    r"people|residents|participants))",
    r"all (?:day|night|week|year|summer|winter|round|over|along|right|in all|too|of it|of this|of that|the time|"
    r"the way|"
    r"the while|the more|but (?:impossible|certain|gone|forgotten|empty|useless))\b",
    r"all(?: of)?(?: the)? (?:questions|prompts|parts)(?: of the (?:topic )?guide)? (?:was|were) (?:asked|put|reached|"
    r"covered|talked (?:of|about)|left out)\b",
    rf"(?:every|each) (?:other )?{THE}(?:{THINGS})\b(?<!groups)(?<!group)",
    # three of the five, of things
    rf"(?:{NUMBER}) (?:out )?(?:of|in)(?: all| every)? (?:the |these |those |our |its |their )?(?:{NUMBER})"
    rf" (?:of (?:the |these |those |all )?)?{_SUCH}(?:{THINGS}|groups)\b",
    rf"(?:{NUMBER}) (?:of|in) (?:19|20)\d\d\b|(?:{NUMBER}) in the (?:morning|afternoon|evening)",
    rf"(?:{NUMBER}) (?:out )?of (?:the )?(?:{NUMBER}) (?:who |people who )?(?:answered|voted|chose|ticked|"
    rf"was asked|were "
    r"asked)\b|"
    rf"(?:{NUMBER}) (?:out )?of (?:the )?(?:{NUMBER}) (?:{PERSONS}) (?:who )?(?:answered|voted|chose|ticked)\b",
]
