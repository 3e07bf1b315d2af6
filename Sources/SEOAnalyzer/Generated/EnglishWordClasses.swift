// SPDX-License-Identifier: Apache-2.0

// Written by scripts/generate-word-classes.py; do not edit.

/// What common English words are, by the counts of WordNet 3.0's semantic concordance (Princeton University).
/// Left out are words that their endings tell rightly (`WordLexicon`).
enum EnglishWordClasses {
    /// Adverbs without -ly.
    static let adverb = """
        aboard about above abroad across after afterward afterwards again ago ahead almost alone along aloud already \
        also altogether always anyhow anymore anyway anywhere apart around as aside away back backward before behind \
        below besides beyond doubtless down downstairs either elsewhere enough even ever everywhere far farther \
        forever forth forward furthermore hence here hereby hither how however in indeed inside instead just later \
        least less likewise longer maybe meanwhile moreover most neither never nevertheless not now nowhere off often \
        on once otherwise out overboard perhaps pretty quite rather rearward regardless seldom so someday somehow \
        sometime sometimes somewhat somewhere soon still then there thereafter thereby therefore therein thereof \
        thereto thither though through thus together tonight too twice up upstairs upward very well within yet
        """

    /// Words that are nearly always verbs.
    static let verb = """
        abandon abolish absorb abuse accelerate accept accommodate accompany accomplish accord accumulate accuse \
        achieve acknowledge acquire activate adapt add adhere adjust administer admire admit adopt advertise advise \
        advocate affect affirm affix afford aggravate agree allege allocate allot allow alter amaze amend amuse \
        analyze announce annoy anticipate appear applaud apply appoint appreciate approve argue arise arouse arrange \
        arrest arrive ascertain ask assail assemble assert assess assign assimilate assist associate assume assure \
        attach attain attend attract attribute augment authorize avert avoid await awaken babble bake banish baptize \
        bask bathe bawl be bear beat beckon become beg begin behave behold believe bellow belong bend beset bestow \
        bet betray bid bind birdie bite blame bleed bless blink blush boast bob boil borrow bother bounce brace break \
        breathe bring broaden build burn burst bury buy buzz calculate call can cancel capture care carry carve catch \
        cease celebrate certify chant characterize cheat cherish chew choke choose choreograph chuckle circulate cite \
        clamber clamp clarify classify climb cling clothe clutch coax coincide collaborate collect combine come \
        commemorate commence commend commit communicate commute compare compel compensate compete compile complain \
        complicate comply compose comprehend comprise compute conceal concede conceive conclude concur condemn \
        conduct confess confide confine confirm confront confuse congratulate connect conquer conserve consider \
        conspire constitute construct construe consult consume contain contaminate contemplate contend continue \
        contradict contribute converse convert convey convict convince cooperate coordinate cope correspond cough \
        could count cover crave crawl creak create creep criticize cross crouch cruise crush culminate curl curse \
        curtail cut dampen dangle dare darken dart dash deal deceive decide declare decorate deduce deduct deem \
        defend define defy delay delegate deliver demonstrate denote denounce deny depart depend depict deprive \
        derive descend describe deserve designate despise destine destroy detect deteriorate determine develop devise \
        devote diagnose dictate die differ differentiate dig dilate dilute diminish dine dip disagree disappear \
        disappoint disapprove discern disclose discontinue discourage discover discuss dismiss dismount dispel \
        display dispose disrupt disseminate dissolve distill distinguish distort distribute disturb divert divide do \
        dominate donate drag draw drill drip drive drop drown dump dwell dwindle earn ease eat educate elapse elect \
        elevate elicit eliminate embody emerge emphasize employ enable enact enclose encourage endanger endorse \
        endure enforce engage engender engulf enhance enjoy enlarge enlist enrich enroll ensue ensure entail enter \
        entertain entitle envision envy epitomize equate equip erase erupt establish evaluate evoke evolve exaggerate \
        examine exceed excite exclaim exclude execute exert exhaust exhibit exist expand expect expend expire explain \
        explode exploit explore expose express extend facilitate fade fail fall falter fascinate fasten feel fill \
        finance find finish fix flatten flatter flee fling float flop flounder flourish fly follow forbid forecast \
        foresee forget forgive formulate foster freeze fret frighten frown frustrate fulfill fumble furnish fuss gain \
        gallop gather generalize generate get give glaze glint glorify glue go gouge govern grab grapple grasp graze \
        greet grind grope grow grumble grunt guarantee guess guide gush halt handle hang happen hasten hate haul have \
        hear heave heed help hesitate hide hinder hire hit hold holler hook hop hover huddle hug hunt hurl hurry \
        hurtle identify ignore illuminate illumine illustrate imagine imitate impair impart imply impose impress \
        improve include incorporate incur indicate induce indulge infect inflict inform inherit inhibit initiate \
        inject injure inquire insert insist inspect inspire instal install institute instruct insure integrate intend \
        intensify intercept interfere interpret interrupt intersect introduce invade invent invest investigate invite \
        invoke involve isolate jerk join jump justify keep kick kill kneel knock know lag launch lead lean learn \
        leave lend lessen let lick lie lift like linger listen live locate lodge look loom loosen lose lug lunge \
        lurch lure lurk magnify maintain make manage manifest manipulate mar marry marvel match mean meet melt \
        memorize mend mention merge mingle minimize miss mix mobilize modify monitor motivate mount mourn move \
        multiply mumble murmur muse muster mutter necessitate neglect negotiate nestle nod notify nourish obey oblige \
        observe obtain occupy occur offer officiate offset omit operate oppose organize orient originate ought \
        outweigh overcome overhear overlap overlook overtake owe pack paint pant participate pass pat pay peer \
        penetrate perceive perch perform perish permit perpetuate persist persuade pertain pick pin pinch plague \
        plead please plod plow plunge poke ponder pop populate portray pose possess postpone pour pray preach precede \
        precipitate predict prefer prepare prescribe preserve preside presume pretend prevail prevent probe proceed \
        proclaim produce profess prohibit promote prompt pronounce propose prosecute protect protrude prove provide \
        provoke pry publicize publish pull punish purl pursue push put puzzle qualify quarrel quit quiver quote raise \
        ram ransack rap ratify rationalize reach react read reaffirm realize reappear reassure rebuild rebut recall \
        recede receive reckon recognize recommend reconcile reconsider reconstruct recount recover recur reduce refer \
        reflect refuse regain regard register regulate rehearse reinforce reiterate reject rejoice relate relax \
        relegate relieve relinquish remain remember remind remove render renew repay repeat repel replace replenish \
        represent reproduce require resemble resent reside resign resist resolve resort respond restore restrain \
        restrict resume retain retire retrace retrieve reveal reverse revise revive rid ride rip rise roam rob roll \
        rotate rub run rustle sag sail satisfy save savor say scamper scan scare scatter scramble scratch screw scrub \
        scrutinize secede see seek seem segregate seize select sell send serve settle sever sew shake shatter shave \
        shed shine shiver shoot shorten shout shove show shrink shudder shuffle sigh simmer simplify simulate sing \
        sink sit skip slacken slam slap slash slide slip smash snap snatch sniff snort soak soar soften solder solve \
        sorb sow spare speak specialize specify speculate spend spin spit splash sponsor sprawl sprinkle squeeze \
        stagger stalk stammer stand stare start startle starve stay steal steer stiffen stimulate stir stoop stop \
        straddle straighten strengthen strew strike strive stroll stumble submit subsidize subtract succeed suck sue \
        suffer suggest summarize summon supervise suppose suppress surpass surrender surround survive suspect suspend \
        sustain swallow sway swear sweep swim swing swoop symbolize tailor take talk tap teach tear tell tempt tend \
        terminate testify thank think threaten throw thrust thump thwart tighten tilt tolerate toss tramp trample \
        transform translate transmit travel traverse treat tremble trot trudge try tuck tug tumble turn twine twitch \
        uncover undergo underlie underline undermine understand undertake unfold unify unite unlock uphold urge use \
        utilize vanish vary veer verify violate wail wait walk wallop wallow wander want warn warrant watch waver \
        weaken wear weep weigh welcome whip whirl whistle widen wield wiggle win wink wipe wish withdraw withhold \
        withstand wobble wonder would wrap wreck wrench write writhe
        """

    /// Words that are verbs at least as often as nouns.
    static let verbRatherThanNoun = """
        abstract ache address advance aid aim anchor answer approach approximate arch attack attempt avail ban bang \
        base bat batter blast blend bloom boom boost bow brush buckle butt bypass caress cast cause centrifuge \
        challenge change charge chase chatter check claim clamor clap clatter clean click close cluck collapse \
        compound compress concentrate concern cook correct crack crackle crash crow cry cure dance decline decrease \
        defeat demand deposit desert design direct disdain dislike dispatch dispute disregard dodge don doom double \
        draft drain drape dread dress drift drink dry duck echo embrace encounter erect escape escort estimate export \
        extract fancy favor feed fight file filter fit flank flap flash flick flip flush fold fuse gasp gaze giggle \
        glance glare gleam glitter glow graduate grant grin grip groan growl gulp hail hamper harangue harvest haunt \
        hint hitch honeymoon honor hope hurt implement incline increase insult interview issue jab jam judge keynote \
        kiss label laugh leap limit link lock love mail manufacture mark measure mock mold nail need note notice \
        obscure open outline overthrow pardon pause pinpoint pioneer pitch plan play poise polish postulate praise \
        present press prick print promise protest pump punch purchase raid rally rattle rebuff recruit regret reign \
        release remark rent repair reply report request rescue reserve retort retreat return review ridicule rig ring \
        risk rival roar rot rush sacrifice sanction schedule scrape scream screech seal search secure separate set \
        share shift shrug shut sign sip slaughter sleep slug slump smell smile snarl sneer span split spread spy \
        squat stack stain stake stamp sting stray stretch stride substitute supply support surge surprise survey \
        swarm swell swerve swirl switch tackle tag taunt test thaw thread tie toast torture touch trace trail train \
        transfer transport tread trim triple trust twist upset utter veil venture vest visit volunteer vote wake wash \
        waste weave whisper witness work worry wrangle yell yield
        """

    /// Words that are nouns more often than verbs, but often verbs.
    static let nounRatherThanVerb = """
        accent act alarm ambush appeal assault assent balance bar barge beam benefit blaze block blossom blow blur \
        bluster bolt bomb border breed bridge bristle broadcast brood bubble bud budget buffer bulge bulk bunch \
        burrow campaign catalogue caution cement chart chill circle claw climax clip cluster coin comb combat comfort \
        command comment commune compliment compromise consent contest contract contrast control copy cost counsel \
        counter couple cradle credit crowd crown curb damage debut decay decree delight desire discharge discipline \
        dive divorce document doubt dream drum end endeavor exchange excuse exercise experience face fan fashion fear \
        feature fire flare flock flood flow flurry focus foil force form frame fuel glimpse guard hammer harbor harm \
        harness heat herd howl hunch import influence knot lack land lap lapse lather layer lecture license list \
        litter load log lull lump maneuver map march marshal master mate matter merit mill minister mirror mistake \
        mortar name nest nurse object order pace package pan parade parallel park paste patrol pen petition phone \
        photograph picket pile pity place plot point poison pool post practice profit progress project purse quake \
        question race rack rage rain range rear rebel record reel remedy respect rest result ripple rock ruin rule \
        rumble score scorn screen seat sense shape shield shock shop shower shriek signal silhouette sin skirt slice \
        slit snow sob sock sound spark speed spell spiral splinter spot spray spring spur stall state stem step stick \
        store storm strain strand streak stream stress strip stroke struggle study stuff subject suit supplement \
        swamp sweat taste tax taxi telegraph telephone term thrill throttle thumb tick tip tire tour tower track \
        trade trap trigger vent view wave wax wheel will wire worship wrinkle yank
        """

    /// Adjectives that no ending gives away.
    static let adjective = """
        able abrupt absent absolute absorbed absurd accurate accustomed acute added adequate adjacent advanced \
        aerated affected affixed afraid african alert alien all alternate alveolar amazed amazing american ample \
        amusing ancient anglican angry another anti anticipated antithyroid any appalling apparent appointed \
        appropriate apt armed ashamed asleep associated average awake aware awkward bad balanced bandaged bare based \
        bearded beloved bent best better bewildered big bigger biggest billion bitter black blazing blind bloody blue \
        blurred bold born bound bowed brave brief bright brilliant broad broken brooding brown built burning busy \
        called calm certain changing charged charming cheap cheery chief chinese chosen christian circular civil \
        civilian clear clever closed closing clumsy coherent cold colored combined coming common commonplace \
        communist competent complete complex complicated composed concentrated concerned condensed confident confused \
        conjugated connected consistent constant continued continuing controlled convenient convinced cool corporate \
        corresponding covered crazy crimson crowded crude cruel cuban cubist curved damn damned damp dark darned \
        dazed dead deadly deaf dear deceased decent deep definite delayed delicate dense dependent deserted desired \
        desolate desperate detached detailed determined developed devoted different difficult dim dirty disabled \
        disciplined dissolved distant distinct distinguished disturbing diverse divine dominant done downtown \
        downward drawn dressed drunk due dull dumb dusty dutch each eager earlier early eastern easy edged educated \
        efficient eight eighteen eighteenth eighth eighty elaborate elderly eleven else embarrassing empty enduring \
        engaged engrossed enlightened entire entitled established estimated european every everyday evident ex exact \
        excellent excited exciting exhausted existing expanding expected experienced explicit exposed expressed \
        extended extra extreme faded faint fair fake false familiar faraway fascinating fast fat feminine few fewer \
        fierce fifteen fifteenth fifth fifty filled fine finished finite firm first fitting five fixed flat following \
        fond foreign forgotten forlorn former fortunate forty foul four fourteen fourth fragile free frequent fresh \
        friendly frightened frightening frozen full funny further gaunt gay generalized gentle genuine given glad \
        gleaming glittering glowing golden gone good grand granted gray greasy great greater greatest greek green \
        grim gross grotesque growing guilty haired halfway handsome happy hard harsh headed healthy heated heavy \
        hidden high higher highest hoarse homely honest hostile hot hued huge human humble hundred hungry idle \
        ignorant ill imagined immediate immense impatient important improved inadequate incomplete increased \
        increasing indefinite independent indifferent indirect infinite inherent injured inner innocent insane \
        insignificant insoluble intact intelligent intense intent interested interesting interlobular intermediate \
        intimate intricate involved inward iodinated irregular irrelevant isolated italian jaded japanese joint known \
        lacking large larger largest last late latent latest latter lazy leading learned left lengthy lesser lighted \
        likely limited limp linear liquid little lively living loaded located lonely long looking loose lost loud \
        lousy lovely low lower lucky lunar lurid mad magnificent main major many marked married martian mature \
        maximum measured mere merry metropolitan mid mighty mild million minimum minor misplaced missing mistaken \
        mixed moderate modern modest moist molecular monthly more mounted moving much muddy muffled multiple muscular \
        naked named narrow near nearby nearer neat needed neighboring net new newborn next nice nilpotent nine \
        nineteen nineteenth ninth no noble non northern nuclear obliged observed odd oily old older one opposing \
        opposite optimum oral ordered orderly organized orthodox other outdoor outer outside outstanding oval over \
        overall overhead overwhelming own painted pale parked particular passionate peculiar perfect permanent \
        persistent pertinent phony pilot pink plain planned pleasant pleased pleasing poignant poor popular posterior \
        potent powdered pre preceding precise prepared prime prior private pro profound prolonged prominent promising \
        prone proper proposed protestant proud pseudo pure purified purple pursuant quaint queer quick quiet \
        quivering ragged raised random rapid rare raw ready real recent red reduced regular related relevant relieved \
        reluctant remaining remote removed repeated required respiratory resultant resulting retired retreating rich \
        rigid ripe rising rolling roman rough round rugged running russian sacred sad safe same satisfactory \
        satisfied savage scared scattered seated second secret secular seeming semi senior sensory separated serene \
        seven seventeen severe shaking shallow sharp sheer shifting shining short shrill shy sick significant silent \
        silly silver similar simple simulated sincere single singular six sixteen sixth sixty skilled slack sleepy \
        slender slight slightest slow small smaller smallest smart smooth soaked sober soft soiled sole solemn solid \
        some sophisticated sore sorry southern sovereign soviet specialized specified spectacular splendid sporting \
        stained startled startling steady steep stereotyped stern sticky stiff stolid stout straight strained strange \
        stretched strewn strict striking strong structured stubborn stupid sturdy subdued sublime subsequent subtle \
        suburban such sudden sufficient suited sullen super superb superior supposed supreme sure surprised \
        surprising surrounding suspended sweeping sweet swift swollen tall tangled tattered taut teen ten tender \
        tenth thick thieving thin third thirteen thirty thorough three tight timely tiny tired tolerant torn tough \
        trained transparent trembling true turned twelve twentieth twenty two ultimate unadjusted unaware uncertain \
        under underground underlying underway uneasy uneven unexpected unfortunate unhappy unified unique unknown \
        unlike unlikely unmolested unpaid unpleasant unprecedented unreconstructed unsatisfactory unseen unstructured \
        upper upright urban urgent used utmost utopian vague vain valid valued varied varying vast violent vivid warm \
        weak weekly weird western wet white whole wide widespread wild willing winning wise witty wooden working \
        worried worse worst worth worthy wounded written wrong yellow young younger
        """

    /// Past tenses and participles of irregular verbs.
    static let participle = """
        addrest am are arisen arose ate awoke awoken bade beaten became been began begun beheld beholden bidden \
        bitten blest blew blown bore borne bought broke brought burnt bypast came caught chose clung crept curst \
        dealt did dove drank dreamt drew driven drove dug dwelt eaten fallen fell felt flew flown flung forbad \
        forbade foresaw foreseen forgave forgiven forgot fought found froze gave got gotten graven grew gript grown \
        had heard held hid hove hung kept knelt knew laid lain lay leant leapt learnt lent lit meant met might \
        mistook molten overcame overheard overtaken overthrew overthrown overtook paid pent proven ran rang rebuilt \
        repaid ridden risen rode rung said sang sank sat saw seen sent sewn shaken shaven shod shone shook shown \
        shrank shrunk shrunken slept slid slidden smelt sold sought sown spat spelt spent spoke spoken sprang sprung \
        spun stole stolen stood stridden striven strode strove struck strung stuck stung sung sunk sunken swam swept \
        swore sworn swum swung taken taught threw thrown told took tore trod trodden undergone underlain underlay \
        understood undertaken undertook underwent upheld went wept were withdrawn withdrew withheld withstood woke \
        woken won wore wove woven wrote wrought
        """

    /// Nouns with the ending of another class.
    static let noun = """
        accenting accounting aching acting additive adjective advertising alerting alternative anguish animal anionic \
        anniversary annoying approaching approval arguing arrival ascending assembly assigning awakening awarding \
        babbling backing ballooning banging bargaining bathing batting batwing bearing beating bedding beginning \
        belching belly bending bible bickering bidding binding blackening blaring blending blessing blinking \
        blistering blooming blowing bluestocking boarding boating bodybuilding boiling bombing booking bootlegging \
        boring borrowing bouncing boundary bowstring bracing breaking breathing breeding bricklaying briefing \
        bringing broadcasting broadening brushing building burial buying cable calming calving camping caning capital \
        caressing carping carving catching cathedral catholic ceiling centering characteristic charcoal chattering \
        cheering chilling choking christening clamoring clangoring clapping cleaning cleansing clearing clerking \
        clocking clothing clowning coaching coating coaxing communicating commuting compiling composing compounding \
        conditioning cooking cooling coping corporal coughing counseling counting coupling cowling cracking crackling \
        crawling creaking creeping criminal critic croaking crossing crushing crying crystal cunning curdling curling \
        cushioning cutting dancing daring darkening darling dawning dealing debunking deepening defining denial \
        desynchronizing detecting detective developing diagnosing dialectic dictionary digging disapproval disarming \
        disposal diving documentary dodging doweling drafting drawing drifting drinking dripping driving drugging \
        ducking dwelling dwindling dyeing eating ebbing editorial embracing ending engineering epidemic equipping \
        evening everlasting exclaiming executive exercising fabric facing faltering family farming february feeding \
        feeling fencing festering fielding fighting figuring filing filling filming financing finding fingering \
        fingerprinting finishing firing fishing fixing flaming flashing fledgling floating flooring flowering flowing \
        fluttering flying focusing footing foraging foreboding forecasting forwarding fostering founding framing \
        freezing functioning funeral gambling gardening gassing gathering gelding giving golfing governing grading \
        graining grappling grasping grating greening greeting grinding grinning grouping growling grumbling guessing \
        gulping hamming handful handling handshaking handwriting happening hatching hatred heading healing hearing \
        heating heaving hiding hijacking hissing holding hollering hospital housebreaking housekeeping housing \
        howling hugging humming hunting hurling hurrying imaging impinging incentive incoming indexing individual \
        initiative inkling inning inquiring integrating interlocking interpreting interval investigating italy \
        jabbing january jerking journeying july jutting keeping killing kipling kissing kneeling knocking knowing \
        landing landscaping lashing launching laundering laying leaning leaping learning leavening leaving lecturing \
        lending lengthening lessening lettering liberal library licking lighting lightning liking limiting lingering \
        listening loading lodging logging logic longing lowering lyric magic making malingering manufacturing \
        marbleizing marching marketing marking masking material mating matting meaning measuring meddling meeting \
        melancholy melting merchandising merging merrymaking metal microphoning mineral mingling mining misgiving \
        mistaking misunderstanding mixing molding moneymaking monitoring monopoly morning motivating motive murmuring \
        music musing muttering narrative narrowing nestling nothing numbering nursing objective offering official \
        offspring oncoming opening ordering outing overeating overlapping pacific pacing packaging packing paging \
        painting paling paneling panic panting parking parting passing pealing peeling pelting perspective petting \
        philosophizing phrasing picking picturing pinning pitching pituitary planning planting playacting playing \
        pleading plodding plowing plumbing polynomial popping portal pounding preaching pressing pricing prickling \
        priming primping printing proceeding processing programming proposal publishing pulling pulsing purging \
        pushing quadrupling questioning quickening racing radish railing raising rallying rasping rating rationing \
        rattling raving reactionary reading rearing reasoning rebuilding receding reckoning reclining recording \
        reducing refocusing refueling refusal rehearing rehearsal rejoicing reliving removal rendering replacing \
        reporting representative republic retailing retraining revealing ringing ripening ritual roaring roleplaying \
        rooting rotting rousing ruling rushing rustling sailing salary sampling sapling sassing saving schooling \
        scoffing scolding scouring scouting scraping scratching screaming screeching scrubbing seafaring sealing \
        secretary seedling seeking selling sending sensing setting severing sewing shading shaping shattering shaving \
        shielding shipbuilding shipping shirking shivering shoestring shooting shopping shouting showing shrieking \
        shrilling shuffling siding sightseeing signaling singing sinking sinning sitting skimming skulking sleeping \
        slinging sloganeering slowing smiling smoking sniveling snoring soaking soaring softening soldiering \
        somersaulting sounding spacing spanish sparkling speaking spelling spending splicing sprawling spraying \
        spreading sprinkling sputtering squatting staining stalking standing starting starving statistic stealing \
        sterling stewing stiffening stinging stirring stocking stoic straining streaming stretching string striving \
        stumping suffering summary supporting surveying survival swathing swearing sweating swelling swimming \
        swinging switching syllable table talking tampering tapering tapping taunting teaching teasing telling \
        tending tenting testing thanksgiving thawing thickening thinking threshing throbbing thumping tightening \
        timing tingling topic torturing touching toweling tracing trading traffic training trampling transmitting \
        trapping traveling trial trimming trucking tubing tumbling tuning turning twinkling twisting typewriting \
        typing underling understanding undertaking undoing unfolding unloading uplifting uprising urging vacationing \
        vaccinating vanishing vegetable vending visiting vocabulary vomiting voting wailing waiting walking walloping \
        wandering waning warehousing warming warmongering warning washing watching waterproofing waving waxing \
        weakening weaning wedding weeping weighting wetting whipping whirling whirring whistling winding wishing \
        withering withholding woodgraining wording wrestling writing wrongdoing wyoming yawning yearning yelling \
        yelping yielding zoning
        """
}
