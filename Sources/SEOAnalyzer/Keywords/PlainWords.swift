// SPDX-License-Identifier: Apache-2.0

/// English words that tell what stands beside them, and words that say too little to be found by.
enum PlainWords {
    /// Words without a meaning of their own, besides the stop words.
    static let function = """
        according across ago al along amongst anybody behind beside besides beyond despite due e.g eg eight et \
        everybody everyone everything five four furthermore i.e ie inside meanwhile moreover near never \
        nevertheless nine nobody nonetheless nothing outside perhaps seven six somebody someone something \
        sometimes ten three throughout till today together tomorrow toward towards two underneath unless unlike \
        versus vs whereas whereby wherein yesterday
        """

    /// A noun phrase follows.
    static let determiners = """
        a all an any both each every her his its my no our some that the their these this those your
        """

    /// A noun phrase follows, or a gerund.
    static let prepositions = """
        about against as at between by during for from in into of on over than through under via with within \
        without
        """

    /// A participle after one is part of the verb.
    static let auxiliaries = """
        am are be been being did do does had has have is was were
        """

    /// A verb follows.
    static let verbOpeners = """
        can cannot could didn't doesn't don't he i may might must not shall she should that they to we which who \
        will would you
        """

    /// What came before one of them, or before a determiner, was a verb.
    static let verbClosers = """
        how it that to us when
        """

    /// Participles and the like that end a compound, with a hyphen or without.
    static let compoundEnds = """
        aided assisted based controlled dependent driven free induced mediated oriented related specific
        """

    /// Forms of verbs that say how things stand to each other, and belong to no phrase.
    static let lightVerbs = """
        achieved achieving addressed addressing allowed allowing appeared appearing arising asked asking assumed \
        assuming based basing becoming beginning believed believing called calling coming compared \
        comparing concerned concerning considered considering consisted consisting contained containing dealing \
        demonstrated demonstrating depended depending described describing determined determining discussed \
        discussing enabled enabling enhanced enhancing ensured ensuring existed existing finding followed \
        following getting giving going having helped helping improved improving included including increased \
        increasing indicated indicating introduced introducing investigated investigating involved involving \
        keeping knowing leading letting making named naming needed needing obtained obtaining offered offering \
        performed performing presented presenting proposed proposing provided providing putting received \
        receiving reduced reducing regarded regarding remained remaining represented representing required \
        requiring resulted resulting saying seeing seemed seeming setting showed showing started starting \
        suggested suggesting supported supporting taking telling thinking tried trying used using wanted wanting \
        yielded yielding
        """

    /// Adjectives that say that something is worth reading about, but not what.
    static let weak = """
        able actual additional alternative appropriate available bad basic best better big bigger broad certain \
        clear common complete considerable considered consistent conventional corresponding critical crucial \
        current described desired detailed developed different difficult easier easy effective efficient \
        enhanced enormous entire essential excellent existing extended extensive famous favorable final first \
        following former free full future general given good great high higher highest huge important improved \
        improving increased increasing individual initial innovative interesting involved key known large larger \
        largest last late later latest least less long longer low lower lowest main major many modern modified \
        multiple necessary needed new next nice novel numerous obtained old open original overall particular \
        past poor popular possible potential powerful practical present presented previous promising proposed \
        ready real reasonable recent related relevant required respective resulting rich right satisfactory \
        second several short shorter significant similar simple single small smaller smallest special specific \
        strong stronger subsequent substantial successful suitable superior sure third tiny top total \
        traditional true typical underlying unprecedented used useful usual various whole wide worse worst wrong \
        young
        """

    /// Nouns that any text may use of anything. With another word they say something.
    static let vague = """
        ability absence abstract accuracy addition advantage advantages aim aims algorithm algorithms amount \
        amounts analysis application applications approach approaches area areas article articles aspect aspects \
        attempt author authors basis benefit benefits billion bottom capability case cases change changes \
        chapter class classes comparison concept concepts conclusion conclusions condition conditions contrast \
        cost costs couple data day days decrease definition degree description design designs development \
        developments difference differences discussion dozen effect effectiveness effects efficiency effort \
        efforts end evaluation examination example examples existence experience experiment experiments extent \
        fact factor factors facts feature features field fields figure form forms framework function functions \
        goal goals group groups half hand hundred idea ideas implementation importance improvement improvements \
        increase information instance introduction investigation issue issues item items kind kinds knowledge \
        lack level levels light line lines literature lot lots man men method methodology methods million model \
        models month months need needs number numbers objective objectives order overview paper papers part \
        parts people percent performance person phase phases place places point points possibility practice \
        presence problem problems procedure procedures process processes properties property proposal purpose \
        quality question questions range rate reason reasons report reports requirement requirements research \
        researchers respect response result results review role scheme section sections series set sets side \
        simulation simulations size solution solutions stage stages state step steps strategies strategy \
        structure structures studies study survey system systems table technique techniques technology term \
        terms test tests theory thing things thousand time times tool tools top type types usage use user users \
        uses validation validity value values variety view way ways week weeks woman women work works year years
        """
}
