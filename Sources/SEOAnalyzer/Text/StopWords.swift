// SPDX-License-Identifier: Apache-2.0

/// Words that mean nothing by themselves, by language; they also tell the languages apart.
enum StopWords {
    /// Language codes (ISO 639-1) with their words, separated by spaces.
    static let lists: [(code: String, words: String)] = [
        ("en", english), ("de", german), ("fr", french), ("es", spanish), ("pt", portuguese), ("it", italian),
        ("nl", dutch),
    ]

    static func words(_ code: String) -> String? { lists.first { $0.code == code }?.words }

    private static let english = """
        a about above after again against all also although always am among an and another any anyone anything are \
        aren't around as at be became because been before being below between both but by can can't cannot could \
        couldn't did didn't do does doesn't doing don't down during each either else etc even ever every few for \
        from further get gets got had hadn't has hasn't have haven't having he he'd he'll he's hence her here here's \
        hers herself him himself his how how's however i i'd i'll i'm i've if in instead into is isn't it it'd it'll \
        it's its itself just let let's like may me might more most much must mustn't my myself neither no nor not \
        now of off often on once one only onto or other others ought our ours ourselves out over own per rather s \
        same shall shan't she she'd she'll she's should shouldn't since so some still such t than that that's the \
        their theirs them themselves then there there's therefore these they they'd they'll they're they've this \
        those though through thus to too under until up upon us very via was wasn't we we'd we'll we're we've well \
        were weren't what what's when when's where where's whether which while who who's whom whose why why's will \
        with within without won't would wouldn't yet you you'd you'll you're you've your yours yourself yourselves
        """
    private static let german = """
        ab aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes auch auf \
        aus bei beim bin bis bist da dabei dadurch dafür damit danach dann daran darauf daraus das dass dazu dein \
        deine deinem deinen deiner dem den denen denn der deren des dessen dich die dies diese diesem diesen dieser \
        dieses dir doch dort du durch ein eine einem einen einer eines einige einigen einiger er es etwas euch euer \
        eure für gegen gewesen hab habe haben hat hatte hatten hier hin hinter ich ihm ihn ihnen ihr ihre ihrem \
        ihren ihrer im in ins ist ja jede jedem jeden jeder jedes jedoch jene jenem jenen jener kann kein keine \
        keinem keinen keiner können könnte man manche mehr mein meine meinem meinen meiner mich mir mit muss müssen \
        nach nicht nichts noch nun nur ob oder ohne schon sehr sein seine seinem seinen seiner seit selbst sich sie \
        sind so solche soll sollte sondern sonst sowie über um und uns unser unsere unter viel vom von vor während \
        war waren warum was weg weil weiter welche welchem welchen welcher wenn wer werde werden wie wieder will wir \
        wird wo wurde wurden würde zu zum zur zwar zwischen
        """
    private static let french = """
        a à afin ai ainsi alors après as au aucun aucune aussi autre autres aux avait avant avec avez avoir avons \
        c'est car ce ceci cela celle celles celui ces cet cette ceux chaque chez comme comment d dans de depuis des \
        deux donc dont du elle elles en encore entre es est et étaient était étant été être eu eux fait font furent \
        ici il ils j'ai je jusqu'à l la là le les leur leurs lors lui m ma mais me même mêmes mes moi moins mon n ne \
        ni non nos notre nous on ont ou où par parce pas pendant peu peut peuvent plus pour pourquoi qu qu'elle \
        qu'il qu'on quand que quel quelle quelles quels qui quoi s sa sans se sera ses si sinon soi soit son sont \
        sous sur t ta tandis te tes toi ton toujours tous tout toute toutes très trop tu un une vers voici voilà vos \
        votre vous y
        """
    private static let spanish = """
        a al algo algunas algunos ante antes aquel aquella aquellos aquí así aun aunque bajo bien cada casi como con \
        contra cual cuales cualquier cuando de del desde donde dos durante e el él ella ellas ellos en entre era \
        eran eres es esa esas ese eso esos esta está estaba están estar estas este esto estos estoy fue fueron fui \
        ha había habían han hasta hay he hemos hizo la las le les lo los más me mejor menos mi mí mientras mis mismo \
        mucho muchos muy nada ni no nos nosotros nuestra nuestro o os otra otras otro otros para pero poco por \
        porque puede pueden pues que qué quien quién quienes se sea según ser si sí sido siempre sin sino sobre solo \
        sólo son su sus también tan tanto te tener tiene tienen todo todos toda todas tras tu tú tus un una uno unos \
        unas usted y ya yo
        """
    private static let portuguese = """
        a à ainda além algo alguns algumas ante antes ao aos apenas após aquela aquele aquilo as às até bem cada com \
        como contra cuja cujo da das de dela dele deles depois desde dessa desse desta deste do dos durante e é ela \
        elas ele eles em entre era eram essa essas esse esses esta está estão estar estas estava este estes eu foi \
        for foram há isso isto já lhe lhes lo mais mas me mesmo meu meus minha minhas muito muitos na nas não nem no \
        nos nós nossa nosso num numa o onde os ou outra outras outro outros para pela pelas pelo pelos pode podem \
        por porque pois qual quando quanto que quem são se seja sem sempre ser será seu seus só sob sobre sua suas \
        também tão tem têm tenho ter teu toda todas todo todos tu tua um uma umas uns vai você vocês
        """
    private static let italian = """
        a ad agli ai al alla alle allo altre altri altro anche ancora avere aveva avevano c'è che chi ci ciò come \
        con contro cosa così cui da dagli dai dal dall dalla dalle dallo degli dei del dell della delle dello dentro \
        di dopo dove due e è ed era erano essere fa fino fra gli già ha hai hanno ho i il in io l la le lei li lo \
        loro lui ma me meno mentre mi mia mie miei mio molti molto ne negli nei nel nell nella nelle nello noi non \
        nostra nostro o ogni oltre oppure per perché però più poi possono prima può qualche quale quali quando \
        quanto quasi quella quelle quelli quello questa queste questi questo qui quindi se sei sempre senza si sia \
        siamo solo sono sopra sotto stata state stati stato su sua sue sugli sui sul sulla sulle suo suoi tra tu tua \
        tuo tutta tutte tutti tutto un una uno vi voi
        """
    private static let dutch = """
        aan aangezien achter al alle alleen als altijd andere anders ben bij bijna binnen boven buiten daar daarna \
        daarom dan dat de deze die dit doch doen door dus echter een eens eerst elk elke en enige er erg ge geen \
        geweest haar had hadden heb hebben heeft hem hen het hier hij hoe hun iemand iets ik in indien is ja je jij \
        jouw jullie kan kon konden kunnen maar me meer men met mij mijn moet moeten mogen na naar naast niet niets \
        nog nu of om omdat onder ons onze ook op over sinds soms te tegen tijdens tot tussen uit van vanaf veel vele \
        verder via vóór voor vooral waar waarom wanneer want waren was wat we weer wel welke werd werden wie wij wil \
        worden wordt zal ze zei zelf zelfs zich zij zijn zo zoals zonder zou zouden
        """
}
