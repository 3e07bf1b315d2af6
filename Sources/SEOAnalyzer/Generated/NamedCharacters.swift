// SPDX-License-Identifier: Apache-2.0

// Written by scripts/generate-named-characters.py; do not edit.

/// The named character references of the HTML standard, section 13.5, sorted by name.
enum NamedCharacters {
    /// Stands between a name and what it is replaced by; sorts before every letter of a name.
    static let separator: UInt8 = 0x20

    /// Where each record begins, and where the last one ends.
    static let offsets: [UInt16] = [
        0, 8, 17, 22, 28, 37, 47, 57, 65, 74, 81, 90, 99, 109, 118, 127,
        135, 144, 154, 172, 180, 189, 199, 210, 219, 229, 236, 244, 258, 267, 278, 285,
        297, 312, 320, 329, 339, 348, 357, 368, 376, 383, 391, 401, 409, 434, 446, 456,
        465, 475, 484, 496, 504, 515, 528, 536, 543, 557, 573, 588, 604, 633, 659, 679,
        689, 700, 714, 725, 745, 754, 768, 804, 814, 824, 832, 843, 850, 863, 871, 879,
        887, 898, 907, 917, 927, 934, 942, 951, 960, 980, 998, 1024, 1043, 1063, 1075, 1093,
        1103, 1110, 1121, 1134, 1160, 1173, 1193, 1213, 1238, 1256, 1280, 1309, 1334, 1355, 1374, 1392,
        1414, 1436, 1450, 1467, 1488, 1501, 1525, 1547, 1566, 1588, 1611, 1631, 1654, 1666, 1683, 1697,
        1707, 1717, 1724, 1730, 1737, 1746, 1756, 1766, 1774, 1783, 1790, 1798, 1807, 1816, 1826, 1838,
        1847, 1868, 1893, 1902, 1912, 1923, 1933, 1948, 1964, 1973, 1982, 1989, 1996, 2004, 2015, 2032,
        2039, 2048, 2070, 2096, 2106, 2117, 2132, 2141, 2149, 2153, 2158, 2167, 2177, 2187, 2197, 2206,
        2213, 2221, 2230, 2237, 2247, 2264, 2285, 2306, 2325, 2341, 2363, 2380, 2390, 2397, 2407, 2416,
        2422, 2431, 2439, 2456, 2465, 2484, 2493, 2503, 2520, 2534, 2542, 2551, 2559, 2568, 2578, 2586,
        2595, 2602, 2610, 2618, 2627, 2637, 2644, 2653, 2668, 2680, 2688, 2701, 2718, 2737, 2756, 2765,
        2775, 2783, 2792, 2802, 2811, 2818, 2826, 2835, 2842, 2851, 2861, 2871, 2881, 2890, 2898, 2906,
        2915, 2925, 2932, 2941, 2951, 2961, 2969, 2973, 2978, 2988, 2998, 3007, 3022, 3031, 3041, 3051,
        3058, 3079, 3093, 3110, 3134, 3150, 3172, 3194, 3213, 3235, 3249, 3268, 3288, 3300, 3317, 3335,
        3352, 3372, 3394, 3415, 3435, 3452, 3472, 3487, 3505, 3519, 3538, 3559, 3577, 3593, 3606, 3625,
        3639, 3648, 3655, 3670, 3680, 3698, 3721, 3740, 3758, 3781, 3800, 3810, 3829, 3849, 3858, 3866,
        3876, 3883, 3891, 3898, 3914, 3928, 3937, 3951, 3961, 3970, 3976, 3984, 3994, 4004, 4014, 4021,
        4045, 4068, 4090, 4116, 4141, 4160, 4170, 4179, 4191, 4211, 4220, 4228, 4245, 4259, 4284, 4299,
        4312, 4332, 4346, 4361, 4381, 4407, 4431, 4450, 4477, 4497, 4519, 4538, 4558, 4583, 4608, 4620,
        4637, 4656, 4674, 4698, 4715, 4745, 4769, 4785, 4808, 4834, 4856, 4877, 4903, 4929, 4951, 4976,
        5000, 5027, 5044, 5063, 5079, 5102, 5128, 5151, 5170, 5191, 5204, 5222, 5244, 5262, 5281, 5291,
        5300, 5310, 5316, 5325, 5334, 5344, 5352, 5361, 5368, 5378, 5387, 5396, 5406, 5415, 5424, 5435,
        5445, 5470, 5489, 5496, 5506, 5515, 5525, 5534, 5544, 5555, 5562, 5570, 5582, 5596, 5612, 5632,
        5645, 5652, 5661, 5668, 5674, 5687, 5705, 5714, 5721, 5734, 5752, 5775, 5793, 5803, 5815, 5830,
        5847, 5857, 5864, 5870, 5877, 5886, 5895, 5905, 5915, 5921, 5928, 5938, 5947, 5956, 5967, 5977,
        5987, 5994, 6001, 6020, 6043, 6068, 6076, 6083, 6105, 6120, 6138, 6162, 6179, 6202, 6225, 6245,
        6268, 6283, 6296, 6314, 6333, 6351, 6372, 6395, 6417, 6438, 6456, 6477, 6493, 6512, 6527, 6536,
        6553, 6569, 6578, 6586, 6602, 6612, 6620, 6630, 6640, 6647, 6657, 6667, 6676, 6683, 6692, 6711,
        6730, 6750, 6767, 6776, 6792, 6802, 6811, 6822, 6845, 6862, 6884, 6903, 6927, 6943, 6953, 6962,
        6970, 6981, 6997, 7010, 7028, 7051, 7069, 7082, 7090, 7098, 7111, 7129, 7140, 7148, 7157, 7167,
        7176, 7184, 7190, 7197, 7207, 7217, 7224, 7233, 7247, 7256, 7274, 7288, 7298, 7313, 7332, 7347,
        7357, 7371, 7381, 7391, 7400, 7410, 7419, 7432, 7441, 7451, 7459, 7468, 7475, 7485, 7494, 7503,
        7513, 7522, 7533, 7548, 7565, 7586, 7596, 7610, 7619, 7629, 7641, 7656, 7677, 7693, 7711, 7721,
        7736, 7748, 7764, 7783, 7803, 7811, 7822, 7831, 7841, 7851, 7858, 7866, 7876, 7885, 7892, 7902,
        7913, 7921, 7932, 7941, 7957, 7972, 7994, 8012, 8030, 8039, 8049, 8059, 8070, 8079, 8089, 8098,
        8108, 8118, 8127, 8133, 8143, 8153, 8161, 8169, 8177, 8186, 8196, 8205, 8212, 8221, 8231, 8241,
        8249, 8257, 8267, 8277, 8284, 8292, 8311, 8319, 8327, 8336, 8346, 8355, 8365, 8375, 8382, 8392,
        8400, 8408, 8417, 8425, 8434, 8441, 8449, 8458, 8465, 8474, 8483, 8493, 8505, 8515, 8524, 8533,
        8543, 8548, 8554, 8562, 8573, 8582, 8595, 8604, 8612, 8621, 8631, 8642, 8655, 8668, 8681, 8694,
        8707, 8720, 8733, 8746, 8756, 8768, 8781, 8792, 8801, 8813, 8822, 8832, 8839, 8847, 8858, 8866,
        8875, 8882, 8893, 8906, 8914, 8923, 8933, 8939, 8949, 8961, 8970, 8980, 8987, 8995, 9008, 9018,
        9027, 9040, 9055, 9069, 9081, 9095, 9106, 9117, 9130, 9139, 9152, 9162, 9169, 9179, 9190, 9202,
        9214, 9223, 9234, 9242, 9251, 9263, 9272, 9283, 9295, 9306, 9318, 9331, 9345, 9358, 9370, 9390,
        9408, 9421, 9432, 9445, 9456, 9473, 9489, 9507, 9529, 9551, 9574, 9584, 9594, 9604, 9614, 9624,
        9633, 9648, 9657, 9667, 9675, 9686, 9697, 9707, 9717, 9727, 9737, 9746, 9756, 9766, 9776, 9786,
        9796, 9806, 9816, 9826, 9835, 9845, 9855, 9865, 9875, 9885, 9895, 9906, 9916, 9926, 9936, 9946,
        9955, 9965, 9975, 9985, 9995, 10008, 10020, 10033, 10043, 10053, 10063, 10073, 10082, 10092, 10102, 10112,
        10122, 10132, 10142, 10153, 10162, 10171, 10181, 10191, 10201, 10210, 10220, 10227, 10237, 10250, 10259, 10270,
        10279, 10289, 10299, 10310, 10320, 10328, 10339, 10352, 10363, 10374, 10385, 10397, 10407, 10416, 10426, 10436,
        10445, 10455, 10464, 10474, 10486, 10494, 10502, 10511, 10523, 10530, 10538, 10551, 10560, 10568, 10578, 10592,
        10599, 10607, 10616, 10624, 10635, 10655, 10676, 10688, 10701, 10716, 10732, 10748, 10757, 10770, 10781, 10793,
        10803, 10816, 10824, 10835, 10847, 10855, 10864, 10873, 10884, 10899, 10913, 10922, 10934, 10945, 10955, 10966,
        10973, 10981, 10992, 11002, 11012, 11022, 11031, 11041, 11050, 11060, 11070, 11082, 11094, 11104, 11114, 11125,
        11137, 11145, 11158, 11169, 11180, 11191, 11201, 11213, 11224, 11236, 11252, 11268, 11281, 11296, 11305, 11315,
        11334, 11354, 11364, 11374, 11387, 11397, 11408, 11417, 11426, 11437, 11448, 11457, 11466, 11476, 11488, 11497,
        11507, 11514, 11521, 11533, 11543, 11555, 11561, 11568, 11577, 11589, 11600, 11609, 11619, 11629, 11638, 11650,
        11666, 11676, 11683, 11694, 11704, 11711, 11720, 11730, 11748, 11759, 11767, 11778, 11789, 11798, 11808, 11815,
        11825, 11838, 11851, 11863, 11877, 11896, 11910, 11929, 11949, 11970, 11983, 11994, 12005, 12015, 12023, 12032,
        12042, 12052, 12061, 12071, 12081, 12091, 12103, 12111, 12124, 12134, 12143, 12152, 12162, 12173, 12183, 12192,
        12200, 12209, 12220, 12227, 12235, 12242, 12252, 12261, 12268, 12277, 12287, 12295, 12306, 12313, 12326, 12334,
        12342, 12353, 12362, 12372, 12385, 12396, 12407, 12418, 12427, 12434, 12443, 12452, 12462, 12471, 12482, 12492,
        12500, 12511, 12520, 12531, 12543, 12553, 12568, 12584, 12593, 12604, 12614, 12626, 12639, 12649, 12659, 12668,
        12678, 12687, 12694, 12700, 12707, 12714, 12722, 12731, 12738, 12748, 12764, 12781, 12799, 12806, 12817, 12828,
        12838, 12849, 12858, 12868, 12877, 12886, 12896, 12906, 12914, 12924, 12935, 12944, 12954, 12967, 12976, 12986,
        12997, 13006, 13016, 13027, 13038, 13049, 13060, 13071, 13080, 13090, 13101, 13112, 13123, 13134, 13145, 13156,
        13166, 13176, 13186, 13193, 13201, 13211, 13220, 13230, 13238, 13248, 13257, 13264, 13272, 13279, 13287, 13295,
        13304, 13317, 13325, 13335, 13346, 13358, 13371, 13383, 13394, 13403, 13410, 13418, 13428, 13436, 13443, 13451,
        13459, 13467, 13475, 13484, 13497, 13505, 13514, 13524, 13534, 13544, 13552, 13561, 13570, 13580, 13590, 13594,
        13599, 13608, 13618, 13628, 13639, 13651, 13665, 13676, 13687, 13701, 13716, 13728, 13739, 13756, 13768, 13777,
        13788, 13796, 13807, 13817, 13826, 13838, 13848, 13857, 13866, 13877, 13891, 13902, 13913, 13922, 13935, 13948,
        13958, 13969, 13987, 14006, 14016, 14027, 14037, 14048, 14058, 14069, 14080, 14089, 14099, 14106, 14114, 14123,
        14130, 14138, 14146, 14155, 14163, 14172, 14181, 14191, 14198, 14209, 14219, 14230, 14240, 14249, 14258, 14268,
        14281, 14294, 14303, 14312, 14321, 14328, 14339, 14349, 14362, 14372, 14380, 14391, 14404, 14417, 14430, 14442,
        14450, 14459, 14469, 14477, 14487, 14496, 14506, 14516, 14525, 14535, 14547, 14557, 14568, 14578, 14585, 14595,
        14604, 14611, 14619, 14628, 14635, 14644, 14653, 14663, 14673, 14683, 14692, 14701, 14711, 14721, 14728, 14737,
        14747, 14755, 14763, 14773, 14783, 14793, 14802, 14813, 14823, 14830, 14838, 14847, 14857, 14870, 14881, 14891,
        14900, 14910, 14921, 14929, 14937, 14946, 14955, 14965, 14977, 14988, 14999, 15010, 15021, 15033, 15044, 15052,
        15063, 15072, 15085, 15095, 15105, 15114, 15123, 15133, 15145, 15157, 15167, 15177, 15187, 15194, 15201, 15210,
        15220, 15231, 15243, 15256, 15265, 15272, 15286, 15304, 15324, 15342, 15361, 15380, 15400, 15422, 15446, 15465,
        15473, 15481, 15490, 15503, 15511, 15521, 15532, 15544, 15557, 15569, 15580, 15595, 15607, 15621, 15636, 15648,
        15660, 15671, 15682, 15691, 15698, 15706, 15716, 15726, 15737, 15747, 15755, 15762, 15772, 15785, 15796, 15806,
        15816, 15827, 15842, 15850, 15859, 15872, 15880, 15889, 15899, 15909, 15919, 15929, 15939, 15957, 15980, 15995,
        16014, 16032, 16051, 16061, 16071, 16082, 16094, 16105, 16114, 16122, 16134, 16143, 16150, 16161, 16171, 16184,
        16194, 16205, 16213, 16223, 16234, 16244, 16252, 16261, 16271, 16281, 16288, 16298, 16309, 16319, 16323, 16328,
        16337, 16347, 16357, 16368, 16379, 16390, 16402, 16413, 16422, 16432, 16442, 16455, 16467, 16484, 16496, 16506,
        16513, 16521, 16530, 16539, 16551, 16559, 16570, 16585, 16600, 16613, 16624, 16635, 16642, 16652, 16670, 16679,
        16687, 16695, 16704, 16712, 16721, 16732, 16741, 16751, 16761, 16772, 16783, 16795, 16804, 16813, 16824, 16835,
        16845, 16852, 16862, 16873, 16879, 16892, 16902, 16912, 16923, 16934, 16949, 16969, 16979, 16990, 17001, 17017,
        17028, 17039, 17049, 17059, 17071, 17079, 17090, 17102, 17111, 17123, 17133, 17145, 17158, 17165, 17173, 17185,
        17198, 17207, 17217, 17227, 17237, 17252, 17261, 17268, 17278, 17285, 17295, 17306, 17316, 17328, 17340, 17351,
        17362, 17374, 17385, 17397, 17406, 17416, 17424, 17433, 17445, 17461, 17472, 17482, 17490, 17499, 17509, 17519,
        17529, 17536, 17544, 17553, 17561, 17569, 17579, 17589, 17599, 17608, 17616, 17631, 17651, 17660, 17672, 17688,
        17699, 17709, 17719, 17727, 17737, 17748, 17757, 17767, 17773, 17780, 17790, 17803, 17818, 17830, 17842, 17854,
        17864, 17876, 17888, 17900, 17909, 17923, 17937, 17949, 17961, 17969, 17980, 17991, 18001, 18015, 18025, 18035,
        18048, 18061, 18077, 18087, 18098, 18106, 18117, 18128, 18138, 18152, 18171, 18180, 18190, 18201, 18211, 18221,
        18233, 18245, 18254, 18266, 18276, 18291, 18305, 18322, 18332, 18346, 18355, 18367, 18377, 18392, 18406, 18423,
        18432, 18441, 18451, 18460, 18478, 18498, 18517, 18538, 18544, 18550, 18561, 18571, 18582, 18593, 18605, 18616,
        18628, 18638, 18650, 18661, 18673, 18683, 18698, 18709, 18724, 18737, 18747, 18758, 18768, 18780, 18791, 18798,
        18807, 18817, 18826, 18835, 18843, 18852, 18859, 18869, 18879, 18888, 18897, 18908, 18917, 18927, 18936, 18944,
        18953, 18963, 18971, 18981, 18988, 18997, 19007, 19017, 19029, 19039, 19047, 19056, 19065, 19076, 19085, 19096,
        19106, 19115, 19125, 19135, 19142, 19152, 19160, 19170, 19182, 19189, 19197, 19204, 19212, 19223, 19232, 19244,
        19252, 19261, 19270, 19280, 19289, 19298, 19308, 19319, 19332, 19339, 19347, 19357, 19365, 19372, 19380, 19393,
        19404, 19414, 19423, 19430, 19439, 19448, 19459, 19468, 19480, 19489, 19496, 19504, 19515, 19525, 19531, 19545,
        19552, 19563, 19575, 19586, 19593, 19606, 19616, 19628, 19639, 19650, 19660, 19669, 19679, 19691, 19703, 19709,
        19722, 19732, 19740, 19749, 19756, 19764, 19773, 19783, 19791, 19800, 19815, 19831, 19842, 19858, 19871, 19884,
        19896, 19906, 19917, 19926, 19936, 19947, 19956, 19969, 19982, 19995, 20004, 20015, 20025, 20036, 20046, 20053,
        20064, 20073, 20082, 20092, 20103, 20113, 20129, 20141, 20149, 20161, 20167, 20174, 20184, 20193, 20204, 20214,
        20223, 20234, 20244, 20254, 20267, 20276, 20286, 20296, 20307, 20315, 20324, 20333, 20344, 20354, 20366, 20376,
        20387, 20398, 20409, 20420, 20432, 20443, 20453, 20464, 20474, 20488, 20498, 20508, 20517, 20526, 20536, 20548,
        20560, 20570, 20580, 20590, 20597, 20604, 20613, 20625, 20635, 20646, 20655, 20664, 20676, 20689, 20699, 20708,
        20714, 20721, 20732, 20743, 20752, 20762, 20772, 20783, 20790, 20798, 20813, 20832, 20853, 20872, 20892, 20914,
        20935, 20955, 20975, 20983, 21000, 21010, 21020, 21028, 21039, 21054, 21064, 21074, 21084, 21094, 21104, 21114,
        21125, 21137, 21144, 21155, 21168, 21178, 21189, 21199, 21207, 21214, 21224, 21235, 21246, 21257, 21266, 21276,
        21286, 21299, 21311, 21318, 21328, 21338, 21345, 21353, 21362, 21372, 21382, 21390, 21400, 21409, 21418, 21428,
        21439, 21452, 21462, 21469, 21478, 21488, 21498, 21508, 21519, 21529, 21541, 21548, 21556, 21563, 21574, 21587,
        21597, 21606, 21615, 21626, 21636, 21646, 21654, 21667, 21685, 21691, 21698, 21707, 21717, 21727, 21735, 21746,
        21755, 21765, 21774, 21784, 21793, 21803, 21813, 21825, 21837, 21847, 21865, 21876, 21889, 21898, 21908, 21916,
        21925, 21938, 21948, 21954, 21963, 21974, 21984, 21995, 22009, 22018, 22028, 22042, 22052, 22066, 22076, 22087,
        22100, 22115, 22125, 22136, 22149, 22164, 22172, 22183, 22194, 22203, 22213, 22223, 22234, 22245, 22256, 22265,
        22275, 22294, 22309, 22318, 22326, 22335, 22346, 22355, 22367, 22379, 22389, 22399, 22411, 22423, 22434, 22447,
        22461, 22475, 22490, 22501, 22512, 22523, 22532, 22547, 22563, 22574, 22590, 22603, 22616, 22628, 22636, 22645,
        22652, 22660, 22667, 22675, 22682, 22690, 22698, 22707, 22718, 22730, 22739, 22751, 22763, 22775, 22787, 22799,
        22809, 22819, 22831, 22842, 22855, 22869, 22883, 22898, 22909, 22920, 22931, 22941, 22952, 22962, 22974, 22985,
        22993, 23002, 23013, 23020, 23029, 23039, 23049, 23056, 23065, 23076, 23085, 23096, 23110, 23119, 23131, 23141,
        23157, 23170, 23181, 23191, 23202, 23210, 23219, 23228, 23236, 23245, 23256, 23269, 23280, 23289, 23298, 23306,
        23317, 23328, 23338, 23350, 23359, 23370, 23380, 23393, 23410, 23427, 23446, 23460, 23478, 23498, 23509, 23518,
        23531, 23543, 23553, 23565, 23578, 23588, 23596, 23605, 23615, 23625, 23646, 23668, 23677, 23686, 23695, 23705,
        23714, 23723, 23733, 23741, 23750, 23757, 23767, 23777, 23787, 23798, 23807, 23816, 23826, 23836, 23846, 23856,
        23867, 23880, 23891, 23901, 23910, 23916, 23923, 23932, 23942, 23954, 23970, 23988, 24007, 24017, 24025, 24034,
        24045, 24060, 24071, 24084, 24095, 24104, 24114, 24124, 24134, 24144, 24153, 24163, 24173, 24180, 24188, 24200,
        24209, 24218, 24228, 24238, 24249, 24263, 24275, 24290, 24300, 24309, 24323, 24332, 24342, 24354, 24374, 24395,
        24415, 24436, 24448, 24468, 24489, 24496, 24506, 24514, 24525, 24535, 24546, 24555, 24562, 24571, 24581, 24594,
        24607, 24617, 24627, 24637, 24647, 24661, 24675, 24689, 24703, 24715, 24724, 24735, 24745, 24756, 24767, 24776,
        24786, 24793, 24800, 24811, 24821, 24830, 24840, 24849, 24859, 24868, 24878, 24888, 24894, 24904, 24914, 24923,
        24932, 24942, 24952, 24963, 24974, 24984, 24994, 25004, 25015, 25026, 25036, 25045, 25056, 25065, 25075, 25083,
        25092, 25099, 25105, 25112, 25121, 25129, 25139, 25149, 25157, 25164, 25172, 25182, 25192, 25199, 25207, 25218,
        25226, 25235, 25243, 25255, 25265, 25275, 25283, 25292,
    ]

    /// Name, separator, replacement; one behind the other.
    static let records = """
        AElig \u{C6}AElig; \u{C6}AMP &AMP; &Aacute \u{C1}Aacute; \u{C1}Abreve; \u{102}Acirc \u{C2}Acirc; \u{C2}\
        Acy; \u{410}Afr; \u{1D504}Agrave \u{C0}Agrave; \u{C0}Alpha; \u{391}Amacr; \u{100}And; \u{2A53}\
        Aogon; \u{104}Aopf; \u{1D538}ApplyFunction; \u{2061}Aring \u{C5}Aring; \u{C5}Ascr; \u{1D49C}\
        Assign; \u{2254}Atilde \u{C3}Atilde; \u{C3}Auml \u{C4}Auml; \u{C4}Backslash; \u{2216}Barv; \u{2AE7}\
        Barwed; \u{2306}Bcy; \u{411}Because; \u{2235}Bernoullis; \u{212C}Beta; \u{392}Bfr; \u{1D505}\
        Bopf; \u{1D539}Breve; \u{2D8}Bscr; \u{212C}Bumpeq; \u{224E}CHcy; \u{427}COPY \u{A9}COPY; \u{A9}\
        Cacute; \u{106}Cap; \u{22D2}CapitalDifferentialD; \u{2145}Cayleys; \u{212D}Ccaron; \u{10C}Ccedil \u{C7}\
        Ccedil; \u{C7}Ccirc; \u{108}Cconint; \u{2230}Cdot; \u{10A}Cedilla; \u{B8}CenterDot; \u{B7}Cfr; \u{212D}\
        Chi; \u{3A7}CircleDot; \u{2299}CircleMinus; \u{2296}CirclePlus; \u{2295}CircleTimes; \u{2297}\
        ClockwiseContourIntegral; \u{2232}CloseCurlyDoubleQuote; \u{201D}CloseCurlyQuote; \u{2019}\
        Colon; \u{2237}Colone; \u{2A74}Congruent; \u{2261}Conint; \u{222F}ContourIntegral; \u{222E}\
        Copf; \u{2102}Coproduct; \u{2210}CounterClockwiseContourIntegral; \u{2233}Cross; \u{2A2F}Cscr; \u{1D49E}\
        Cup; \u{22D3}CupCap; \u{224D}DD; \u{2145}DDotrahd; \u{2911}DJcy; \u{402}DScy; \u{405}DZcy; \u{40F}\
        Dagger; \u{2021}Darr; \u{21A1}Dashv; \u{2AE4}Dcaron; \u{10E}Dcy; \u{414}Del; \u{2207}Delta; \u{394}\
        Dfr; \u{1D507}DiacriticalAcute; \u{B4}DiacriticalDot; \u{2D9}DiacriticalDoubleAcute; \u{2DD}\
        DiacriticalGrave; `DiacriticalTilde; \u{2DC}Diamond; \u{22C4}DifferentialD; \u{2146}Dopf; \u{1D53B}\
        Dot; \u{A8}DotDot; \u{20DC}DotEqual; \u{2250}DoubleContourIntegral; \u{222F}DoubleDot; \u{A8}\
        DoubleDownArrow; \u{21D3}DoubleLeftArrow; \u{21D0}DoubleLeftRightArrow; \u{21D4}DoubleLeftTee; \u{2AE4}\
        DoubleLongLeftArrow; \u{27F8}DoubleLongLeftRightArrow; \u{27FA}DoubleLongRightArrow; \u{27F9}\
        DoubleRightArrow; \u{21D2}DoubleRightTee; \u{22A8}DoubleUpArrow; \u{21D1}DoubleUpDownArrow; \u{21D5}\
        DoubleVerticalBar; \u{2225}DownArrow; \u{2193}DownArrowBar; \u{2913}DownArrowUpArrow; \u{21F5}\
        DownBreve; \u{311}DownLeftRightVector; \u{2950}DownLeftTeeVector; \u{295E}DownLeftVector; \u{21BD}\
        DownLeftVectorBar; \u{2956}DownRightTeeVector; \u{295F}DownRightVector; \u{21C1}\
        DownRightVectorBar; \u{2957}DownTee; \u{22A4}DownTeeArrow; \u{21A7}Downarrow; \u{21D3}Dscr; \u{1D49F}\
        Dstrok; \u{110}ENG; \u{14A}ETH \u{D0}ETH; \u{D0}Eacute \u{C9}Eacute; \u{C9}Ecaron; \u{11A}Ecirc \u{CA}\
        Ecirc; \u{CA}Ecy; \u{42D}Edot; \u{116}Efr; \u{1D508}Egrave \u{C8}Egrave; \u{C8}Element; \u{2208}\
        Emacr; \u{112}EmptySmallSquare; \u{25FB}EmptyVerySmallSquare; \u{25AB}Eogon; \u{118}Eopf; \u{1D53C}\
        Epsilon; \u{395}Equal; \u{2A75}EqualTilde; \u{2242}Equilibrium; \u{21CC}Escr; \u{2130}Esim; \u{2A73}\
        Eta; \u{397}Euml \u{CB}Euml; \u{CB}Exists; \u{2203}ExponentialE; \u{2147}Fcy; \u{424}Ffr; \u{1D509}\
        FilledSmallSquare; \u{25FC}FilledVerySmallSquare; \u{25AA}Fopf; \u{1D53D}ForAll; \u{2200}\
        Fouriertrf; \u{2131}Fscr; \u{2131}GJcy; \u{403}GT >GT; >Gamma; \u{393}Gammad; \u{3DC}Gbreve; \u{11E}\
        Gcedil; \u{122}Gcirc; \u{11C}Gcy; \u{413}Gdot; \u{120}Gfr; \u{1D50A}Gg; \u{22D9}Gopf; \u{1D53E}\
        GreaterEqual; \u{2265}GreaterEqualLess; \u{22DB}GreaterFullEqual; \u{2267}GreaterGreater; \u{2AA2}\
        GreaterLess; \u{2277}GreaterSlantEqual; \u{2A7E}GreaterTilde; \u{2273}Gscr; \u{1D4A2}Gt; \u{226B}\
        HARDcy; \u{42A}Hacek; \u{2C7}Hat; ^Hcirc; \u{124}Hfr; \u{210C}HilbertSpace; \u{210B}Hopf; \u{210D}\
        HorizontalLine; \u{2500}Hscr; \u{210B}Hstrok; \u{126}HumpDownHump; \u{224E}HumpEqual; \u{224F}\
        IEcy; \u{415}IJlig; \u{132}IOcy; \u{401}Iacute \u{CD}Iacute; \u{CD}Icirc \u{CE}Icirc; \u{CE}Icy; \u{418}\
        Idot; \u{130}Ifr; \u{2111}Igrave \u{CC}Igrave; \u{CC}Im; \u{2111}Imacr; \u{12A}ImaginaryI; \u{2148}\
        Implies; \u{21D2}Int; \u{222C}Integral; \u{222B}Intersection; \u{22C2}InvisibleComma; \u{2063}\
        InvisibleTimes; \u{2062}Iogon; \u{12E}Iopf; \u{1D540}Iota; \u{399}Iscr; \u{2110}Itilde; \u{128}\
        Iukcy; \u{406}Iuml \u{CF}Iuml; \u{CF}Jcirc; \u{134}Jcy; \u{419}Jfr; \u{1D50D}Jopf; \u{1D541}\
        Jscr; \u{1D4A5}Jsercy; \u{408}Jukcy; \u{404}KHcy; \u{425}KJcy; \u{40C}Kappa; \u{39A}Kcedil; \u{136}\
        Kcy; \u{41A}Kfr; \u{1D50E}Kopf; \u{1D542}Kscr; \u{1D4A6}LJcy; \u{409}LT <LT; <Lacute; \u{139}\
        Lambda; \u{39B}Lang; \u{27EA}Laplacetrf; \u{2112}Larr; \u{219E}Lcaron; \u{13D}Lcedil; \u{13B}\
        Lcy; \u{41B}LeftAngleBracket; \u{27E8}LeftArrow; \u{2190}LeftArrowBar; \u{21E4}\
        LeftArrowRightArrow; \u{21C6}LeftCeiling; \u{2308}LeftDoubleBracket; \u{27E6}LeftDownTeeVector; \u{2961}\
        LeftDownVector; \u{21C3}LeftDownVectorBar; \u{2959}LeftFloor; \u{230A}LeftRightArrow; \u{2194}\
        LeftRightVector; \u{294E}LeftTee; \u{22A3}LeftTeeArrow; \u{21A4}LeftTeeVector; \u{295A}\
        LeftTriangle; \u{22B2}LeftTriangleBar; \u{29CF}LeftTriangleEqual; \u{22B4}LeftUpDownVector; \u{2951}\
        LeftUpTeeVector; \u{2960}LeftUpVector; \u{21BF}LeftUpVectorBar; \u{2958}LeftVector; \u{21BC}\
        LeftVectorBar; \u{2952}Leftarrow; \u{21D0}Leftrightarrow; \u{21D4}LessEqualGreater; \u{22DA}\
        LessFullEqual; \u{2266}LessGreater; \u{2276}LessLess; \u{2AA1}LessSlantEqual; \u{2A7D}\
        LessTilde; \u{2272}Lfr; \u{1D50F}Ll; \u{22D8}Lleftarrow; \u{21DA}Lmidot; \u{13F}LongLeftArrow; \u{27F5}\
        LongLeftRightArrow; \u{27F7}LongRightArrow; \u{27F6}Longleftarrow; \u{27F8}Longleftrightarrow; \u{27FA}\
        Longrightarrow; \u{27F9}Lopf; \u{1D543}LowerLeftArrow; \u{2199}LowerRightArrow; \u{2198}Lscr; \u{2112}\
        Lsh; \u{21B0}Lstrok; \u{141}Lt; \u{226A}Map; \u{2905}Mcy; \u{41C}MediumSpace; \u{205F}\
        Mellintrf; \u{2133}Mfr; \u{1D510}MinusPlus; \u{2213}Mopf; \u{1D544}Mscr; \u{2133}Mu; \u{39C}\
        NJcy; \u{40A}Nacute; \u{143}Ncaron; \u{147}Ncedil; \u{145}Ncy; \u{41D}NegativeMediumSpace; \u{200B}\
        NegativeThickSpace; \u{200B}NegativeThinSpace; \u{200B}NegativeVeryThinSpace; \u{200B}\
        NestedGreaterGreater; \u{226B}NestedLessLess; \u{226A}NewLine; \u{A}Nfr; \u{1D511}NoBreak; \u{2060}\
        NonBreakingSpace; \u{A0}Nopf; \u{2115}Not; \u{2AEC}NotCongruent; \u{2262}NotCupCap; \u{226D}\
        NotDoubleVerticalBar; \u{2226}NotElement; \u{2209}NotEqual; \u{2260}NotEqualTilde; \u{2242}\u{338}\
        NotExists; \u{2204}NotGreater; \u{226F}NotGreaterEqual; \u{2271}NotGreaterFullEqual; \u{2267}\u{338}\
        NotGreaterGreater; \u{226B}\u{338}NotGreaterLess; \u{2279}NotGreaterSlantEqual; \u{2A7E}\u{338}\
        NotGreaterTilde; \u{2275}NotHumpDownHump; \u{224E}\u{338}NotHumpEqual; \u{224F}\u{338}\
        NotLeftTriangle; \u{22EA}NotLeftTriangleBar; \u{29CF}\u{338}NotLeftTriangleEqual; \u{22EC}\
        NotLess; \u{226E}NotLessEqual; \u{2270}NotLessGreater; \u{2278}NotLessLess; \u{226A}\u{338}\
        NotLessSlantEqual; \u{2A7D}\u{338}NotLessTilde; \u{2274}NotNestedGreaterGreater; \u{2AA2}\u{338}\
        NotNestedLessLess; \u{2AA1}\u{338}NotPrecedes; \u{2280}NotPrecedesEqual; \u{2AAF}\u{338}\
        NotPrecedesSlantEqual; \u{22E0}NotReverseElement; \u{220C}NotRightTriangle; \u{22EB}\
        NotRightTriangleBar; \u{29D0}\u{338}NotRightTriangleEqual; \u{22ED}NotSquareSubset; \u{228F}\u{338}\
        NotSquareSubsetEqual; \u{22E2}NotSquareSuperset; \u{2290}\u{338}NotSquareSupersetEqual; \u{22E3}\
        NotSubset; \u{2282}\u{20D2}NotSubsetEqual; \u{2288}NotSucceeds; \u{2281}\
        NotSucceedsEqual; \u{2AB0}\u{338}NotSucceedsSlantEqual; \u{22E1}NotSucceedsTilde; \u{227F}\u{338}\
        NotSuperset; \u{2283}\u{20D2}NotSupersetEqual; \u{2289}NotTilde; \u{2241}NotTildeEqual; \u{2244}\
        NotTildeFullEqual; \u{2247}NotTildeTilde; \u{2249}NotVerticalBar; \u{2224}Nscr; \u{1D4A9}Ntilde \u{D1}\
        Ntilde; \u{D1}Nu; \u{39D}OElig; \u{152}Oacute \u{D3}Oacute; \u{D3}Ocirc \u{D4}Ocirc; \u{D4}Ocy; \u{41E}\
        Odblac; \u{150}Ofr; \u{1D512}Ograve \u{D2}Ograve; \u{D2}Omacr; \u{14C}Omega; \u{3A9}Omicron; \u{39F}\
        Oopf; \u{1D546}OpenCurlyDoubleQuote; \u{201C}OpenCurlyQuote; \u{2018}Or; \u{2A54}Oscr; \u{1D4AA}\
        Oslash \u{D8}Oslash; \u{D8}Otilde \u{D5}Otilde; \u{D5}Otimes; \u{2A37}Ouml \u{D6}Ouml; \u{D6}\
        OverBar; \u{203E}OverBrace; \u{23DE}OverBracket; \u{23B4}OverParenthesis; \u{23DC}PartialD; \u{2202}\
        Pcy; \u{41F}Pfr; \u{1D513}Phi; \u{3A6}Pi; \u{3A0}PlusMinus; \u{B1}Poincareplane; \u{210C}Popf; \u{2119}\
        Pr; \u{2ABB}Precedes; \u{227A}PrecedesEqual; \u{2AAF}PrecedesSlantEqual; \u{227C}PrecedesTilde; \u{227E}\
        Prime; \u{2033}Product; \u{220F}Proportion; \u{2237}Proportional; \u{221D}Pscr; \u{1D4AB}Psi; \u{3A8}\
        QUOT \u{22}QUOT; \u{22}Qfr; \u{1D514}Qopf; \u{211A}Qscr; \u{1D4AC}RBarr; \u{2910}REG \u{AE}REG; \u{AE}\
        Racute; \u{154}Rang; \u{27EB}Rarr; \u{21A0}Rarrtl; \u{2916}Rcaron; \u{158}Rcedil; \u{156}Rcy; \u{420}\
        Re; \u{211C}ReverseElement; \u{220B}ReverseEquilibrium; \u{21CB}ReverseUpEquilibrium; \u{296F}\
        Rfr; \u{211C}Rho; \u{3A1}RightAngleBracket; \u{27E9}RightArrow; \u{2192}RightArrowBar; \u{21E5}\
        RightArrowLeftArrow; \u{21C4}RightCeiling; \u{2309}RightDoubleBracket; \u{27E7}\
        RightDownTeeVector; \u{295D}RightDownVector; \u{21C2}RightDownVectorBar; \u{2955}RightFloor; \u{230B}\
        RightTee; \u{22A2}RightTeeArrow; \u{21A6}RightTeeVector; \u{295B}RightTriangle; \u{22B3}\
        RightTriangleBar; \u{29D0}RightTriangleEqual; \u{22B5}RightUpDownVector; \u{294F}\
        RightUpTeeVector; \u{295C}RightUpVector; \u{21BE}RightUpVectorBar; \u{2954}RightVector; \u{21C0}\
        RightVectorBar; \u{2953}Rightarrow; \u{21D2}Ropf; \u{211D}RoundImplies; \u{2970}Rrightarrow; \u{21DB}\
        Rscr; \u{211B}Rsh; \u{21B1}RuleDelayed; \u{29F4}SHCHcy; \u{429}SHcy; \u{428}SOFTcy; \u{42C}\
        Sacute; \u{15A}Sc; \u{2ABC}Scaron; \u{160}Scedil; \u{15E}Scirc; \u{15C}Scy; \u{421}Sfr; \u{1D516}\
        ShortDownArrow; \u{2193}ShortLeftArrow; \u{2190}ShortRightArrow; \u{2192}ShortUpArrow; \u{2191}\
        Sigma; \u{3A3}SmallCircle; \u{2218}Sopf; \u{1D54A}Sqrt; \u{221A}Square; \u{25A1}\
        SquareIntersection; \u{2293}SquareSubset; \u{228F}SquareSubsetEqual; \u{2291}SquareSuperset; \u{2290}\
        SquareSupersetEqual; \u{2292}SquareUnion; \u{2294}Sscr; \u{1D4AE}Star; \u{22C6}Sub; \u{22D0}\
        Subset; \u{22D0}SubsetEqual; \u{2286}Succeeds; \u{227B}SucceedsEqual; \u{2AB0}\
        SucceedsSlantEqual; \u{227D}SucceedsTilde; \u{227F}SuchThat; \u{220B}Sum; \u{2211}Sup; \u{22D1}\
        Superset; \u{2283}SupersetEqual; \u{2287}Supset; \u{22D1}THORN \u{DE}THORN; \u{DE}TRADE; \u{2122}\
        TSHcy; \u{40B}TScy; \u{426}Tab; \u{9}Tau; \u{3A4}Tcaron; \u{164}Tcedil; \u{162}Tcy; \u{422}\
        Tfr; \u{1D517}Therefore; \u{2234}Theta; \u{398}ThickSpace; \u{205F}\u{200A}ThinSpace; \u{2009}\
        Tilde; \u{223C}TildeEqual; \u{2243}TildeFullEqual; \u{2245}TildeTilde; \u{2248}Topf; \u{1D54B}\
        TripleDot; \u{20DB}Tscr; \u{1D4AF}Tstrok; \u{166}Uacute \u{DA}Uacute; \u{DA}Uarr; \u{219F}\
        Uarrocir; \u{2949}Ubrcy; \u{40E}Ubreve; \u{16C}Ucirc \u{DB}Ucirc; \u{DB}Ucy; \u{423}Udblac; \u{170}\
        Ufr; \u{1D518}Ugrave \u{D9}Ugrave; \u{D9}Umacr; \u{16A}UnderBar; _UnderBrace; \u{23DF}\
        UnderBracket; \u{23B5}UnderParenthesis; \u{23DD}Union; \u{22C3}UnionPlus; \u{228E}Uogon; \u{172}\
        Uopf; \u{1D54C}UpArrow; \u{2191}UpArrowBar; \u{2912}UpArrowDownArrow; \u{21C5}UpDownArrow; \u{2195}\
        UpEquilibrium; \u{296E}UpTee; \u{22A5}UpTeeArrow; \u{21A5}Uparrow; \u{21D1}Updownarrow; \u{21D5}\
        UpperLeftArrow; \u{2196}UpperRightArrow; \u{2197}Upsi; \u{3D2}Upsilon; \u{3A5}Uring; \u{16E}\
        Uscr; \u{1D4B0}Utilde; \u{168}Uuml \u{DC}Uuml; \u{DC}VDash; \u{22AB}Vbar; \u{2AEB}Vcy; \u{412}\
        Vdash; \u{22A9}Vdashl; \u{2AE6}Vee; \u{22C1}Verbar; \u{2016}Vert; \u{2016}VerticalBar; \u{2223}\
        VerticalLine; |VerticalSeparator; \u{2758}VerticalTilde; \u{2240}VeryThinSpace; \u{200A}Vfr; \u{1D519}\
        Vopf; \u{1D54D}Vscr; \u{1D4B1}Vvdash; \u{22AA}Wcirc; \u{174}Wedge; \u{22C0}Wfr; \u{1D51A}Wopf; \u{1D54E}\
        Wscr; \u{1D4B2}Xfr; \u{1D51B}Xi; \u{39E}Xopf; \u{1D54F}Xscr; \u{1D4B3}YAcy; \u{42F}YIcy; \u{407}\
        YUcy; \u{42E}Yacute \u{DD}Yacute; \u{DD}Ycirc; \u{176}Ycy; \u{42B}Yfr; \u{1D51C}Yopf; \u{1D550}\
        Yscr; \u{1D4B4}Yuml; \u{178}ZHcy; \u{416}Zacute; \u{179}Zcaron; \u{17D}Zcy; \u{417}Zdot; \u{17B}\
        ZeroWidthSpace; \u{200B}Zeta; \u{396}Zfr; \u{2128}Zopf; \u{2124}Zscr; \u{1D4B5}aacute \u{E1}\
        aacute; \u{E1}abreve; \u{103}ac; \u{223E}acE; \u{223E}\u{333}acd; \u{223F}acirc \u{E2}acirc; \u{E2}\
        acute \u{B4}acute; \u{B4}acy; \u{430}aelig \u{E6}aelig; \u{E6}af; \u{2061}afr; \u{1D51E}agrave \u{E0}\
        agrave; \u{E0}alefsym; \u{2135}aleph; \u{2135}alpha; \u{3B1}amacr; \u{101}amalg; \u{2A3F}amp &amp; &\
        and; \u{2227}andand; \u{2A55}andd; \u{2A5C}andslope; \u{2A58}andv; \u{2A5A}ang; \u{2220}ange; \u{29A4}\
        angle; \u{2220}angmsd; \u{2221}angmsdaa; \u{29A8}angmsdab; \u{29A9}angmsdac; \u{29AA}angmsdad; \u{29AB}\
        angmsdae; \u{29AC}angmsdaf; \u{29AD}angmsdag; \u{29AE}angmsdah; \u{29AF}angrt; \u{221F}angrtvb; \u{22BE}\
        angrtvbd; \u{299D}angsph; \u{2222}angst; \u{C5}angzarr; \u{237C}aogon; \u{105}aopf; \u{1D552}\
        ap; \u{2248}apE; \u{2A70}apacir; \u{2A6F}ape; \u{224A}apid; \u{224B}apos; 'approx; \u{2248}\
        approxeq; \u{224A}aring \u{E5}aring; \u{E5}ascr; \u{1D4B6}ast; *asymp; \u{2248}asympeq; \u{224D}\
        atilde \u{E3}atilde; \u{E3}auml \u{E4}auml; \u{E4}awconint; \u{2233}awint; \u{2A11}bNot; \u{2AED}\
        backcong; \u{224C}backepsilon; \u{3F6}backprime; \u{2035}backsim; \u{223D}backsimeq; \u{22CD}\
        barvee; \u{22BD}barwed; \u{2305}barwedge; \u{2305}bbrk; \u{23B5}bbrktbrk; \u{23B6}bcong; \u{224C}\
        bcy; \u{431}bdquo; \u{201E}becaus; \u{2235}because; \u{2235}bemptyv; \u{29B0}bepsi; \u{3F6}\
        bernou; \u{212C}beta; \u{3B2}beth; \u{2136}between; \u{226C}bfr; \u{1D51F}bigcap; \u{22C2}\
        bigcirc; \u{25EF}bigcup; \u{22C3}bigodot; \u{2A00}bigoplus; \u{2A01}bigotimes; \u{2A02}\
        bigsqcup; \u{2A06}bigstar; \u{2605}bigtriangledown; \u{25BD}bigtriangleup; \u{25B3}biguplus; \u{2A04}\
        bigvee; \u{22C1}bigwedge; \u{22C0}bkarow; \u{290D}blacklozenge; \u{29EB}blacksquare; \u{25AA}\
        blacktriangle; \u{25B4}blacktriangledown; \u{25BE}blacktriangleleft; \u{25C2}\
        blacktriangleright; \u{25B8}blank; \u{2423}blk12; \u{2592}blk14; \u{2591}blk34; \u{2593}block; \u{2588}\
        bne; =\u{20E5}bnequiv; \u{2261}\u{20E5}bnot; \u{2310}bopf; \u{1D553}bot; \u{22A5}bottom; \u{22A5}\
        bowtie; \u{22C8}boxDL; \u{2557}boxDR; \u{2554}boxDl; \u{2556}boxDr; \u{2553}boxH; \u{2550}\
        boxHD; \u{2566}boxHU; \u{2569}boxHd; \u{2564}boxHu; \u{2567}boxUL; \u{255D}boxUR; \u{255A}\
        boxUl; \u{255C}boxUr; \u{2559}boxV; \u{2551}boxVH; \u{256C}boxVL; \u{2563}boxVR; \u{2560}boxVh; \u{256B}\
        boxVl; \u{2562}boxVr; \u{255F}boxbox; \u{29C9}boxdL; \u{2555}boxdR; \u{2552}boxdl; \u{2510}\
        boxdr; \u{250C}boxh; \u{2500}boxhD; \u{2565}boxhU; \u{2568}boxhd; \u{252C}boxhu; \u{2534}\
        boxminus; \u{229F}boxplus; \u{229E}boxtimes; \u{22A0}boxuL; \u{255B}boxuR; \u{2558}boxul; \u{2518}\
        boxur; \u{2514}boxv; \u{2502}boxvH; \u{256A}boxvL; \u{2561}boxvR; \u{255E}boxvh; \u{253C}boxvl; \u{2524}\
        boxvr; \u{251C}bprime; \u{2035}breve; \u{2D8}brvbar \u{A6}brvbar; \u{A6}bscr; \u{1D4B7}bsemi; \u{204F}\
        bsim; \u{223D}bsime; \u{22CD}bsol; \u{5C}bsolb; \u{29C5}bsolhsub; \u{27C8}bull; \u{2022}bullet; \u{2022}\
        bump; \u{224E}bumpE; \u{2AAE}bumpe; \u{224F}bumpeq; \u{224F}cacute; \u{107}cap; \u{2229}capand; \u{2A44}\
        capbrcup; \u{2A49}capcap; \u{2A4B}capcup; \u{2A47}capdot; \u{2A40}caps; \u{2229}\u{FE00}caret; \u{2041}\
        caron; \u{2C7}ccaps; \u{2A4D}ccaron; \u{10D}ccedil \u{E7}ccedil; \u{E7}ccirc; \u{109}ccups; \u{2A4C}\
        ccupssm; \u{2A50}cdot; \u{10B}cedil \u{B8}cedil; \u{B8}cemptyv; \u{29B2}cent \u{A2}cent; \u{A2}\
        centerdot; \u{B7}cfr; \u{1D520}chcy; \u{447}check; \u{2713}checkmark; \u{2713}chi; \u{3C7}cir; \u{25CB}\
        cirE; \u{29C3}circ; \u{2C6}circeq; \u{2257}circlearrowleft; \u{21BA}circlearrowright; \u{21BB}\
        circledR; \u{AE}circledS; \u{24C8}circledast; \u{229B}circledcirc; \u{229A}circleddash; \u{229D}\
        cire; \u{2257}cirfnint; \u{2A10}cirmid; \u{2AEF}cirscir; \u{29C2}clubs; \u{2663}clubsuit; \u{2663}\
        colon; :colone; \u{2254}coloneq; \u{2254}comma; ,commat; @comp; \u{2201}compfn; \u{2218}\
        complement; \u{2201}complexes; \u{2102}cong; \u{2245}congdot; \u{2A6D}conint; \u{222E}copf; \u{1D554}\
        coprod; \u{2210}copy \u{A9}copy; \u{A9}copysr; \u{2117}crarr; \u{21B5}cross; \u{2717}cscr; \u{1D4B8}\
        csub; \u{2ACF}csube; \u{2AD1}csup; \u{2AD0}csupe; \u{2AD2}ctdot; \u{22EF}cudarrl; \u{2938}\
        cudarrr; \u{2935}cuepr; \u{22DE}cuesc; \u{22DF}cularr; \u{21B6}cularrp; \u{293D}cup; \u{222A}\
        cupbrcap; \u{2A48}cupcap; \u{2A46}cupcup; \u{2A4A}cupdot; \u{228D}cupor; \u{2A45}cups; \u{222A}\u{FE00}\
        curarr; \u{21B7}curarrm; \u{293C}curlyeqprec; \u{22DE}curlyeqsucc; \u{22DF}curlyvee; \u{22CE}\
        curlywedge; \u{22CF}curren \u{A4}curren; \u{A4}curvearrowleft; \u{21B6}curvearrowright; \u{21B7}\
        cuvee; \u{22CE}cuwed; \u{22CF}cwconint; \u{2232}cwint; \u{2231}cylcty; \u{232D}dArr; \u{21D3}\
        dHar; \u{2965}dagger; \u{2020}daleth; \u{2138}darr; \u{2193}dash; \u{2010}dashv; \u{22A3}\
        dbkarow; \u{290F}dblac; \u{2DD}dcaron; \u{10F}dcy; \u{434}dd; \u{2146}ddagger; \u{2021}ddarr; \u{21CA}\
        ddotseq; \u{2A77}deg \u{B0}deg; \u{B0}delta; \u{3B4}demptyv; \u{29B1}dfisht; \u{297F}dfr; \u{1D521}\
        dharl; \u{21C3}dharr; \u{21C2}diam; \u{22C4}diamond; \u{22C4}diamondsuit; \u{2666}diams; \u{2666}\
        die; \u{A8}digamma; \u{3DD}disin; \u{22F2}div; \u{F7}divide \u{F7}divide; \u{F7}divideontimes; \u{22C7}\
        divonx; \u{22C7}djcy; \u{452}dlcorn; \u{231E}dlcrop; \u{230D}dollar; $dopf; \u{1D555}dot; \u{2D9}\
        doteq; \u{2250}doteqdot; \u{2251}dotminus; \u{2238}dotplus; \u{2214}dotsquare; \u{22A1}\
        doublebarwedge; \u{2306}downarrow; \u{2193}downdownarrows; \u{21CA}downharpoonleft; \u{21C3}\
        downharpoonright; \u{21C2}drbkarow; \u{2910}drcorn; \u{231F}drcrop; \u{230C}dscr; \u{1D4B9}dscy; \u{455}\
        dsol; \u{29F6}dstrok; \u{111}dtdot; \u{22F1}dtri; \u{25BF}dtrif; \u{25BE}duarr; \u{21F5}duhar; \u{296F}\
        dwangle; \u{29A6}dzcy; \u{45F}dzigrarr; \u{27FF}eDDot; \u{2A77}eDot; \u{2251}eacute \u{E9}eacute; \u{E9}\
        easter; \u{2A6E}ecaron; \u{11B}ecir; \u{2256}ecirc \u{EA}ecirc; \u{EA}ecolon; \u{2255}ecy; \u{44D}\
        edot; \u{117}ee; \u{2147}efDot; \u{2252}efr; \u{1D522}eg; \u{2A9A}egrave \u{E8}egrave; \u{E8}\
        egs; \u{2A96}egsdot; \u{2A98}el; \u{2A99}elinters; \u{23E7}ell; \u{2113}els; \u{2A95}elsdot; \u{2A97}\
        emacr; \u{113}empty; \u{2205}emptyset; \u{2205}emptyv; \u{2205}emsp13; \u{2004}emsp14; \u{2005}\
        emsp; \u{2003}eng; \u{14B}ensp; \u{2002}eogon; \u{119}eopf; \u{1D556}epar; \u{22D5}eparsl; \u{29E3}\
        eplus; \u{2A71}epsi; \u{3B5}epsilon; \u{3B5}epsiv; \u{3F5}eqcirc; \u{2256}eqcolon; \u{2255}\
        eqsim; \u{2242}eqslantgtr; \u{2A96}eqslantless; \u{2A95}equals; =equest; \u{225F}equiv; \u{2261}\
        equivDD; \u{2A78}eqvparsl; \u{29E5}erDot; \u{2253}erarr; \u{2971}escr; \u{212F}esdot; \u{2250}\
        esim; \u{2242}eta; \u{3B7}eth \u{F0}eth; \u{F0}euml \u{EB}euml; \u{EB}euro; \u{20AC}excl; !\
        exist; \u{2203}expectation; \u{2130}exponentiale; \u{2147}fallingdotseq; \u{2252}fcy; \u{444}\
        female; \u{2640}ffilig; \u{FB03}fflig; \u{FB00}ffllig; \u{FB04}ffr; \u{1D523}filig; \u{FB01}fjlig; fj\
        flat; \u{266D}fllig; \u{FB02}fltns; \u{25B1}fnof; \u{192}fopf; \u{1D557}forall; \u{2200}fork; \u{22D4}\
        forkv; \u{2AD9}fpartint; \u{2A0D}frac12 \u{BD}frac12; \u{BD}frac13; \u{2153}frac14 \u{BC}frac14; \u{BC}\
        frac15; \u{2155}frac16; \u{2159}frac18; \u{215B}frac23; \u{2154}frac25; \u{2156}frac34 \u{BE}\
        frac34; \u{BE}frac35; \u{2157}frac38; \u{215C}frac45; \u{2158}frac56; \u{215A}frac58; \u{215D}\
        frac78; \u{215E}frasl; \u{2044}frown; \u{2322}fscr; \u{1D4BB}gE; \u{2267}gEl; \u{2A8C}gacute; \u{1F5}\
        gamma; \u{3B3}gammad; \u{3DD}gap; \u{2A86}gbreve; \u{11F}gcirc; \u{11D}gcy; \u{433}gdot; \u{121}\
        ge; \u{2265}gel; \u{22DB}geq; \u{2265}geqq; \u{2267}geqslant; \u{2A7E}ges; \u{2A7E}gescc; \u{2AA9}\
        gesdot; \u{2A80}gesdoto; \u{2A82}gesdotol; \u{2A84}gesl; \u{22DB}\u{FE00}gesles; \u{2A94}gfr; \u{1D524}\
        gg; \u{226B}ggg; \u{22D9}gimel; \u{2137}gjcy; \u{453}gl; \u{2277}glE; \u{2A92}gla; \u{2AA5}glj; \u{2AA4}\
        gnE; \u{2269}gnap; \u{2A8A}gnapprox; \u{2A8A}gne; \u{2A88}gneq; \u{2A88}gneqq; \u{2269}gnsim; \u{22E7}\
        gopf; \u{1D558}grave; `gscr; \u{210A}gsim; \u{2273}gsime; \u{2A8E}gsiml; \u{2A90}gt >gt; >gtcc; \u{2AA7}\
        gtcir; \u{2A7A}gtdot; \u{22D7}gtlPar; \u{2995}gtquest; \u{2A7C}gtrapprox; \u{2A86}gtrarr; \u{2978}\
        gtrdot; \u{22D7}gtreqless; \u{22DB}gtreqqless; \u{2A8C}gtrless; \u{2277}gtrsim; \u{2273}\
        gvertneqq; \u{2269}\u{FE00}gvnE; \u{2269}\u{FE00}hArr; \u{21D4}hairsp; \u{200A}half; \u{BD}\
        hamilt; \u{210B}hardcy; \u{44A}harr; \u{2194}harrcir; \u{2948}harrw; \u{21AD}hbar; \u{210F}\
        hcirc; \u{125}hearts; \u{2665}heartsuit; \u{2665}hellip; \u{2026}hercon; \u{22B9}hfr; \u{1D525}\
        hksearow; \u{2925}hkswarow; \u{2926}hoarr; \u{21FF}homtht; \u{223B}hookleftarrow; \u{21A9}\
        hookrightarrow; \u{21AA}hopf; \u{1D559}horbar; \u{2015}hscr; \u{1D4BD}hslash; \u{210F}hstrok; \u{127}\
        hybull; \u{2043}hyphen; \u{2010}iacute \u{ED}iacute; \u{ED}ic; \u{2063}icirc \u{EE}icirc; \u{EE}\
        icy; \u{438}iecy; \u{435}iexcl \u{A1}iexcl; \u{A1}iff; \u{21D4}ifr; \u{1D526}igrave \u{EC}igrave; \u{EC}\
        ii; \u{2148}iiiint; \u{2A0C}iiint; \u{222D}iinfin; \u{29DC}iiota; \u{2129}ijlig; \u{133}imacr; \u{12B}\
        image; \u{2111}imagline; \u{2110}imagpart; \u{2111}imath; \u{131}imof; \u{22B7}imped; \u{1B5}\
        in; \u{2208}incare; \u{2105}infin; \u{221E}infintie; \u{29DD}inodot; \u{131}int; \u{222B}\
        intcal; \u{22BA}integers; \u{2124}intercal; \u{22BA}intlarhk; \u{2A17}intprod; \u{2A3C}iocy; \u{451}\
        iogon; \u{12F}iopf; \u{1D55A}iota; \u{3B9}iprod; \u{2A3C}iquest \u{BF}iquest; \u{BF}iscr; \u{1D4BE}\
        isin; \u{2208}isinE; \u{22F9}isindot; \u{22F5}isins; \u{22F4}isinsv; \u{22F3}isinv; \u{2208}it; \u{2062}\
        itilde; \u{129}iukcy; \u{456}iuml \u{EF}iuml; \u{EF}jcirc; \u{135}jcy; \u{439}jfr; \u{1D527}\
        jmath; \u{237}jopf; \u{1D55B}jscr; \u{1D4BF}jsercy; \u{458}jukcy; \u{454}kappa; \u{3BA}kappav; \u{3F0}\
        kcedil; \u{137}kcy; \u{43A}kfr; \u{1D528}kgreen; \u{138}khcy; \u{445}kjcy; \u{45C}kopf; \u{1D55C}\
        kscr; \u{1D4C0}lAarr; \u{21DA}lArr; \u{21D0}lAtail; \u{291B}lBarr; \u{290E}lE; \u{2266}lEg; \u{2A8B}\
        lHar; \u{2962}lacute; \u{13A}laemptyv; \u{29B4}lagran; \u{2112}lambda; \u{3BB}lang; \u{27E8}\
        langd; \u{2991}langle; \u{27E8}lap; \u{2A85}laquo \u{AB}laquo; \u{AB}larr; \u{2190}larrb; \u{21E4}\
        larrbfs; \u{291F}larrfs; \u{291D}larrhk; \u{21A9}larrlp; \u{21AB}larrpl; \u{2939}larrsim; \u{2973}\
        larrtl; \u{21A2}lat; \u{2AAB}latail; \u{2919}late; \u{2AAD}lates; \u{2AAD}\u{FE00}lbarr; \u{290C}\
        lbbrk; \u{2772}lbrace; {lbrack; [lbrke; \u{298B}lbrksld; \u{298F}lbrkslu; \u{298D}lcaron; \u{13E}\
        lcedil; \u{13C}lceil; \u{2308}lcub; {lcy; \u{43B}ldca; \u{2936}ldquo; \u{201C}ldquor; \u{201E}\
        ldrdhar; \u{2967}ldrushar; \u{294B}ldsh; \u{21B2}le; \u{2264}leftarrow; \u{2190}leftarrowtail; \u{21A2}\
        leftharpoondown; \u{21BD}leftharpoonup; \u{21BC}leftleftarrows; \u{21C7}leftrightarrow; \u{2194}\
        leftrightarrows; \u{21C6}leftrightharpoons; \u{21CB}leftrightsquigarrow; \u{21AD}\
        leftthreetimes; \u{22CB}leg; \u{22DA}leq; \u{2264}leqq; \u{2266}leqslant; \u{2A7D}les; \u{2A7D}\
        lescc; \u{2AA8}lesdot; \u{2A7F}lesdoto; \u{2A81}lesdotor; \u{2A83}lesg; \u{22DA}\u{FE00}lesges; \u{2A93}\
        lessapprox; \u{2A85}lessdot; \u{22D6}lesseqgtr; \u{22DA}lesseqqgtr; \u{2A8B}lessgtr; \u{2276}\
        lesssim; \u{2272}lfisht; \u{297C}lfloor; \u{230A}lfr; \u{1D529}lg; \u{2276}lgE; \u{2A91}lhard; \u{21BD}\
        lharu; \u{21BC}lharul; \u{296A}lhblk; \u{2584}ljcy; \u{459}ll; \u{226A}llarr; \u{21C7}llcorner; \u{231E}\
        llhard; \u{296B}lltri; \u{25FA}lmidot; \u{140}lmoust; \u{23B0}lmoustache; \u{23B0}lnE; \u{2268}\
        lnap; \u{2A89}lnapprox; \u{2A89}lne; \u{2A87}lneq; \u{2A87}lneqq; \u{2268}lnsim; \u{22E6}loang; \u{27EC}\
        loarr; \u{21FD}lobrk; \u{27E6}longleftarrow; \u{27F5}longleftrightarrow; \u{27F7}longmapsto; \u{27FC}\
        longrightarrow; \u{27F6}looparrowleft; \u{21AB}looparrowright; \u{21AC}lopar; \u{2985}lopf; \u{1D55D}\
        loplus; \u{2A2D}lotimes; \u{2A34}lowast; \u{2217}lowbar; _loz; \u{25CA}lozenge; \u{25CA}lozf; \u{29EB}\
        lpar; (lparlt; \u{2993}lrarr; \u{21C6}lrcorner; \u{231F}lrhar; \u{21CB}lrhard; \u{296D}lrm; \u{200E}\
        lrtri; \u{22BF}lsaquo; \u{2039}lscr; \u{1D4C1}lsh; \u{21B0}lsim; \u{2272}lsime; \u{2A8D}lsimg; \u{2A8F}\
        lsqb; [lsquo; \u{2018}lsquor; \u{201A}lstrok; \u{142}lt <lt; <ltcc; \u{2AA6}ltcir; \u{2A79}\
        ltdot; \u{22D6}lthree; \u{22CB}ltimes; \u{22C9}ltlarr; \u{2976}ltquest; \u{2A7B}ltrPar; \u{2996}\
        ltri; \u{25C3}ltrie; \u{22B4}ltrif; \u{25C2}lurdshar; \u{294A}luruhar; \u{2966}\
        lvertneqq; \u{2268}\u{FE00}lvnE; \u{2268}\u{FE00}mDDot; \u{223A}macr \u{AF}macr; \u{AF}male; \u{2642}\
        malt; \u{2720}maltese; \u{2720}map; \u{21A6}mapsto; \u{21A6}mapstodown; \u{21A7}mapstoleft; \u{21A4}\
        mapstoup; \u{21A5}marker; \u{25AE}mcomma; \u{2A29}mcy; \u{43C}mdash; \u{2014}measuredangle; \u{2221}\
        mfr; \u{1D52A}mho; \u{2127}micro \u{B5}micro; \u{B5}mid; \u{2223}midast; *midcir; \u{2AF0}middot \u{B7}\
        middot; \u{B7}minus; \u{2212}minusb; \u{229F}minusd; \u{2238}minusdu; \u{2A2A}mlcp; \u{2ADB}\
        mldr; \u{2026}mnplus; \u{2213}models; \u{22A7}mopf; \u{1D55E}mp; \u{2213}mscr; \u{1D4C2}mstpos; \u{223E}\
        mu; \u{3BC}multimap; \u{22B8}mumap; \u{22B8}nGg; \u{22D9}\u{338}nGt; \u{226B}\u{20D2}\
        nGtv; \u{226B}\u{338}nLeftarrow; \u{21CD}nLeftrightarrow; \u{21CE}nLl; \u{22D8}\u{338}\
        nLt; \u{226A}\u{20D2}nLtv; \u{226A}\u{338}nRightarrow; \u{21CF}nVDash; \u{22AF}nVdash; \u{22AE}\
        nabla; \u{2207}nacute; \u{144}nang; \u{2220}\u{20D2}nap; \u{2249}napE; \u{2A70}\u{338}\
        napid; \u{224B}\u{338}napos; \u{149}napprox; \u{2249}natur; \u{266E}natural; \u{266E}naturals; \u{2115}\
        nbsp \u{A0}nbsp; \u{A0}nbump; \u{224E}\u{338}nbumpe; \u{224F}\u{338}ncap; \u{2A43}ncaron; \u{148}\
        ncedil; \u{146}ncong; \u{2247}ncongdot; \u{2A6D}\u{338}ncup; \u{2A42}ncy; \u{43D}ndash; \u{2013}\
        ne; \u{2260}neArr; \u{21D7}nearhk; \u{2924}nearr; \u{2197}nearrow; \u{2197}nedot; \u{2250}\u{338}\
        nequiv; \u{2262}nesear; \u{2928}nesim; \u{2242}\u{338}nexist; \u{2204}nexists; \u{2204}nfr; \u{1D52B}\
        ngE; \u{2267}\u{338}nge; \u{2271}ngeq; \u{2271}ngeqq; \u{2267}\u{338}ngeqslant; \u{2A7E}\u{338}\
        nges; \u{2A7E}\u{338}ngsim; \u{2275}ngt; \u{226F}ngtr; \u{226F}nhArr; \u{21CE}nharr; \u{21AE}\
        nhpar; \u{2AF2}ni; \u{220B}nis; \u{22FC}nisd; \u{22FA}niv; \u{220B}njcy; \u{45A}nlArr; \u{21CD}\
        nlE; \u{2266}\u{338}nlarr; \u{219A}nldr; \u{2025}nle; \u{2270}nleftarrow; \u{219A}\
        nleftrightarrow; \u{21AE}nleq; \u{2270}nleqq; \u{2266}\u{338}nleqslant; \u{2A7D}\u{338}\
        nles; \u{2A7D}\u{338}nless; \u{226E}nlsim; \u{2274}nlt; \u{226E}nltri; \u{22EA}nltrie; \u{22EC}\
        nmid; \u{2224}nopf; \u{1D55F}not \u{AC}not; \u{AC}notin; \u{2209}notinE; \u{22F9}\u{338}\
        notindot; \u{22F5}\u{338}notinva; \u{2209}notinvb; \u{22F7}notinvc; \u{22F6}notni; \u{220C}\
        notniva; \u{220C}notnivb; \u{22FE}notnivc; \u{22FD}npar; \u{2226}nparallel; \u{2226}\
        nparsl; \u{2AFD}\u{20E5}npart; \u{2202}\u{338}npolint; \u{2A14}npr; \u{2280}nprcue; \u{22E0}\
        npre; \u{2AAF}\u{338}nprec; \u{2280}npreceq; \u{2AAF}\u{338}nrArr; \u{21CF}nrarr; \u{219B}\
        nrarrc; \u{2933}\u{338}nrarrw; \u{219D}\u{338}nrightarrow; \u{219B}nrtri; \u{22EB}nrtrie; \u{22ED}\
        nsc; \u{2281}nsccue; \u{22E1}nsce; \u{2AB0}\u{338}nscr; \u{1D4C3}nshortmid; \u{2224}\
        nshortparallel; \u{2226}nsim; \u{2241}nsime; \u{2244}nsimeq; \u{2244}nsmid; \u{2224}nspar; \u{2226}\
        nsqsube; \u{22E2}nsqsupe; \u{22E3}nsub; \u{2284}nsubE; \u{2AC5}\u{338}nsube; \u{2288}\
        nsubset; \u{2282}\u{20D2}nsubseteq; \u{2288}nsubseteqq; \u{2AC5}\u{338}nsucc; \u{2281}\
        nsucceq; \u{2AB0}\u{338}nsup; \u{2285}nsupE; \u{2AC6}\u{338}nsupe; \u{2289}nsupset; \u{2283}\u{20D2}\
        nsupseteq; \u{2289}nsupseteqq; \u{2AC6}\u{338}ntgl; \u{2279}ntilde \u{F1}ntilde; \u{F1}ntlg; \u{2278}\
        ntriangleleft; \u{22EA}ntrianglelefteq; \u{22EC}ntriangleright; \u{22EB}ntrianglerighteq; \u{22ED}\
        nu; \u{3BD}num; #numero; \u{2116}numsp; \u{2007}nvDash; \u{22AD}nvHarr; \u{2904}nvap; \u{224D}\u{20D2}\
        nvdash; \u{22AC}nvge; \u{2265}\u{20D2}nvgt; >\u{20D2}nvinfin; \u{29DE}nvlArr; \u{2902}\
        nvle; \u{2264}\u{20D2}nvlt; <\u{20D2}nvltrie; \u{22B4}\u{20D2}nvrArr; \u{2903}nvrtrie; \u{22B5}\u{20D2}\
        nvsim; \u{223C}\u{20D2}nwArr; \u{21D6}nwarhk; \u{2923}nwarr; \u{2196}nwarrow; \u{2196}nwnear; \u{2927}\
        oS; \u{24C8}oacute \u{F3}oacute; \u{F3}oast; \u{229B}ocir; \u{229A}ocirc \u{F4}ocirc; \u{F4}ocy; \u{43E}\
        odash; \u{229D}odblac; \u{151}odiv; \u{2A38}odot; \u{2299}odsold; \u{29BC}oelig; \u{153}ofcir; \u{29BF}\
        ofr; \u{1D52C}ogon; \u{2DB}ograve \u{F2}ograve; \u{F2}ogt; \u{29C1}ohbar; \u{29B5}ohm; \u{3A9}\
        oint; \u{222E}olarr; \u{21BA}olcir; \u{29BE}olcross; \u{29BB}oline; \u{203E}olt; \u{29C0}omacr; \u{14D}\
        omega; \u{3C9}omicron; \u{3BF}omid; \u{29B6}ominus; \u{2296}oopf; \u{1D560}opar; \u{29B7}operp; \u{29B9}\
        oplus; \u{2295}or; \u{2228}orarr; \u{21BB}ord; \u{2A5D}order; \u{2134}orderof; \u{2134}ordf \u{AA}\
        ordf; \u{AA}ordm \u{BA}ordm; \u{BA}origof; \u{22B6}oror; \u{2A56}orslope; \u{2A57}orv; \u{2A5B}\
        oscr; \u{2134}oslash \u{F8}oslash; \u{F8}osol; \u{2298}otilde \u{F5}otilde; \u{F5}otimes; \u{2297}\
        otimesas; \u{2A36}ouml \u{F6}ouml; \u{F6}ovbar; \u{233D}par; \u{2225}para \u{B6}para; \u{B6}\
        parallel; \u{2225}parsim; \u{2AF3}parsl; \u{2AFD}part; \u{2202}pcy; \u{43F}percnt; %period; .\
        permil; \u{2030}perp; \u{22A5}pertenk; \u{2031}pfr; \u{1D52D}phi; \u{3C6}phiv; \u{3D5}phmmat; \u{2133}\
        phone; \u{260E}pi; \u{3C0}pitchfork; \u{22D4}piv; \u{3D6}planck; \u{210F}planckh; \u{210E}\
        plankv; \u{210F}plus; +plusacir; \u{2A23}plusb; \u{229E}pluscir; \u{2A22}plusdo; \u{2214}\
        plusdu; \u{2A25}pluse; \u{2A72}plusmn \u{B1}plusmn; \u{B1}plussim; \u{2A26}plustwo; \u{2A27}pm; \u{B1}\
        pointint; \u{2A15}popf; \u{1D561}pound \u{A3}pound; \u{A3}pr; \u{227A}prE; \u{2AB3}prap; \u{2AB7}\
        prcue; \u{227C}pre; \u{2AAF}prec; \u{227A}precapprox; \u{2AB7}preccurlyeq; \u{227C}preceq; \u{2AAF}\
        precnapprox; \u{2AB9}precneqq; \u{2AB5}precnsim; \u{22E8}precsim; \u{227E}prime; \u{2032}\
        primes; \u{2119}prnE; \u{2AB5}prnap; \u{2AB9}prnsim; \u{22E8}prod; \u{220F}profalar; \u{232E}\
        profline; \u{2312}profsurf; \u{2313}prop; \u{221D}propto; \u{221D}prsim; \u{227E}prurel; \u{22B0}\
        pscr; \u{1D4C5}psi; \u{3C8}puncsp; \u{2008}qfr; \u{1D52E}qint; \u{2A0C}qopf; \u{1D562}qprime; \u{2057}\
        qscr; \u{1D4C6}quaternions; \u{210D}quatint; \u{2A16}quest; ?questeq; \u{225F}quot \u{22}quot; \u{22}\
        rAarr; \u{21DB}rArr; \u{21D2}rAtail; \u{291C}rBarr; \u{290F}rHar; \u{2964}race; \u{223D}\u{331}\
        racute; \u{155}radic; \u{221A}raemptyv; \u{29B3}rang; \u{27E9}rangd; \u{2992}range; \u{29A5}\
        rangle; \u{27E9}raquo \u{BB}raquo; \u{BB}rarr; \u{2192}rarrap; \u{2975}rarrb; \u{21E5}rarrbfs; \u{2920}\
        rarrc; \u{2933}rarrfs; \u{291E}rarrhk; \u{21AA}rarrlp; \u{21AC}rarrpl; \u{2945}rarrsim; \u{2974}\
        rarrtl; \u{21A3}rarrw; \u{219D}ratail; \u{291A}ratio; \u{2236}rationals; \u{211A}rbarr; \u{290D}\
        rbbrk; \u{2773}rbrace; }rbrack; ]rbrke; \u{298C}rbrksld; \u{298E}rbrkslu; \u{2990}rcaron; \u{159}\
        rcedil; \u{157}rceil; \u{2309}rcub; }rcy; \u{440}rdca; \u{2937}rdldhar; \u{2969}rdquo; \u{201D}\
        rdquor; \u{201D}rdsh; \u{21B3}real; \u{211C}realine; \u{211B}realpart; \u{211C}reals; \u{211D}\
        rect; \u{25AD}reg \u{AE}reg; \u{AE}rfisht; \u{297D}rfloor; \u{230B}rfr; \u{1D52F}rhard; \u{21C1}\
        rharu; \u{21C0}rharul; \u{296C}rho; \u{3C1}rhov; \u{3F1}rightarrow; \u{2192}rightarrowtail; \u{21A3}\
        rightharpoondown; \u{21C1}rightharpoonup; \u{21C0}rightleftarrows; \u{21C4}rightleftharpoons; \u{21CC}\
        rightrightarrows; \u{21C9}rightsquigarrow; \u{219D}rightthreetimes; \u{22CC}ring; \u{2DA}\
        risingdotseq; \u{2253}rlarr; \u{21C4}rlhar; \u{21CC}rlm; \u{200F}rmoust; \u{23B1}rmoustache; \u{23B1}\
        rnmid; \u{2AEE}roang; \u{27ED}roarr; \u{21FE}robrk; \u{27E7}ropar; \u{2986}ropf; \u{1D563}\
        roplus; \u{2A2E}rotimes; \u{2A35}rpar; )rpargt; \u{2994}rppolint; \u{2A12}rrarr; \u{21C9}\
        rsaquo; \u{203A}rscr; \u{1D4C7}rsh; \u{21B1}rsqb; ]rsquo; \u{2019}rsquor; \u{2019}rthree; \u{22CC}\
        rtimes; \u{22CA}rtri; \u{25B9}rtrie; \u{22B5}rtrif; \u{25B8}rtriltri; \u{29CE}ruluhar; \u{2968}\
        rx; \u{211E}sacute; \u{15B}sbquo; \u{201A}sc; \u{227B}scE; \u{2AB4}scap; \u{2AB8}scaron; \u{161}\
        sccue; \u{227D}sce; \u{2AB0}scedil; \u{15F}scirc; \u{15D}scnE; \u{2AB6}scnap; \u{2ABA}scnsim; \u{22E9}\
        scpolint; \u{2A13}scsim; \u{227F}scy; \u{441}sdot; \u{22C5}sdotb; \u{22A1}sdote; \u{2A66}seArr; \u{21D8}\
        searhk; \u{2925}searr; \u{2198}searrow; \u{2198}sect \u{A7}sect; \u{A7}semi; ;seswar; \u{2929}\
        setminus; \u{2216}setmn; \u{2216}sext; \u{2736}sfr; \u{1D530}sfrown; \u{2322}sharp; \u{266F}\
        shchcy; \u{449}shcy; \u{448}shortmid; \u{2223}shortparallel; \u{2225}shy \u{AD}shy; \u{AD}sigma; \u{3C3}\
        sigmaf; \u{3C2}sigmav; \u{3C2}sim; \u{223C}simdot; \u{2A6A}sime; \u{2243}simeq; \u{2243}simg; \u{2A9E}\
        simgE; \u{2AA0}siml; \u{2A9D}simlE; \u{2A9F}simne; \u{2246}simplus; \u{2A24}simrarr; \u{2972}\
        slarr; \u{2190}smallsetminus; \u{2216}smashp; \u{2A33}smeparsl; \u{29E4}smid; \u{2223}smile; \u{2323}\
        smt; \u{2AAA}smte; \u{2AAC}smtes; \u{2AAC}\u{FE00}softcy; \u{44C}sol; /solb; \u{29C4}solbar; \u{233F}\
        sopf; \u{1D564}spades; \u{2660}spadesuit; \u{2660}spar; \u{2225}sqcap; \u{2293}sqcaps; \u{2293}\u{FE00}\
        sqcup; \u{2294}sqcups; \u{2294}\u{FE00}sqsub; \u{228F}sqsube; \u{2291}sqsubset; \u{228F}\
        sqsubseteq; \u{2291}sqsup; \u{2290}sqsupe; \u{2292}sqsupset; \u{2290}sqsupseteq; \u{2292}squ; \u{25A1}\
        square; \u{25A1}squarf; \u{25AA}squf; \u{25AA}srarr; \u{2192}sscr; \u{1D4C8}ssetmn; \u{2216}\
        ssmile; \u{2323}sstarf; \u{22C6}star; \u{2606}starf; \u{2605}straightepsilon; \u{3F5}\
        straightphi; \u{3D5}strns; \u{AF}sub; \u{2282}subE; \u{2AC5}subdot; \u{2ABD}sube; \u{2286}\
        subedot; \u{2AC3}submult; \u{2AC1}subnE; \u{2ACB}subne; \u{228A}subplus; \u{2ABF}subrarr; \u{2979}\
        subset; \u{2282}subseteq; \u{2286}subseteqq; \u{2AC5}subsetneq; \u{228A}subsetneqq; \u{2ACB}\
        subsim; \u{2AC7}subsub; \u{2AD5}subsup; \u{2AD3}succ; \u{227B}succapprox; \u{2AB8}succcurlyeq; \u{227D}\
        succeq; \u{2AB0}succnapprox; \u{2ABA}succneqq; \u{2AB6}succnsim; \u{22E9}succsim; \u{227F}sum; \u{2211}\
        sung; \u{266A}sup1 \u{B9}sup1; \u{B9}sup2 \u{B2}sup2; \u{B2}sup3 \u{B3}sup3; \u{B3}sup; \u{2283}\
        supE; \u{2AC6}supdot; \u{2ABE}supdsub; \u{2AD8}supe; \u{2287}supedot; \u{2AC4}suphsol; \u{27C9}\
        suphsub; \u{2AD7}suplarr; \u{297B}supmult; \u{2AC2}supnE; \u{2ACC}supne; \u{228B}supplus; \u{2AC0}\
        supset; \u{2283}supseteq; \u{2287}supseteqq; \u{2AC6}supsetneq; \u{228B}supsetneqq; \u{2ACC}\
        supsim; \u{2AC8}supsub; \u{2AD4}supsup; \u{2AD6}swArr; \u{21D9}swarhk; \u{2926}swarr; \u{2199}\
        swarrow; \u{2199}swnwar; \u{292A}szlig \u{DF}szlig; \u{DF}target; \u{2316}tau; \u{3C4}tbrk; \u{23B4}\
        tcaron; \u{165}tcedil; \u{163}tcy; \u{442}tdot; \u{20DB}telrec; \u{2315}tfr; \u{1D531}there4; \u{2234}\
        therefore; \u{2234}theta; \u{3B8}thetasym; \u{3D1}thetav; \u{3D1}thickapprox; \u{2248}thicksim; \u{223C}\
        thinsp; \u{2009}thkap; \u{2248}thksim; \u{223C}thorn \u{FE}thorn; \u{FE}tilde; \u{2DC}times \u{D7}\
        times; \u{D7}timesb; \u{22A0}timesbar; \u{2A31}timesd; \u{2A30}tint; \u{222D}toea; \u{2928}top; \u{22A4}\
        topbot; \u{2336}topcir; \u{2AF1}topf; \u{1D565}topfork; \u{2ADA}tosa; \u{2929}tprime; \u{2034}\
        trade; \u{2122}triangle; \u{25B5}triangledown; \u{25BF}triangleleft; \u{25C3}trianglelefteq; \u{22B4}\
        triangleq; \u{225C}triangleright; \u{25B9}trianglerighteq; \u{22B5}tridot; \u{25EC}trie; \u{225C}\
        triminus; \u{2A3A}triplus; \u{2A39}trisb; \u{29CD}tritime; \u{2A3B}trpezium; \u{23E2}tscr; \u{1D4C9}\
        tscy; \u{446}tshcy; \u{45B}tstrok; \u{167}twixt; \u{226C}twoheadleftarrow; \u{219E}\
        twoheadrightarrow; \u{21A0}uArr; \u{21D1}uHar; \u{2963}uacute \u{FA}uacute; \u{FA}uarr; \u{2191}\
        ubrcy; \u{45E}ubreve; \u{16D}ucirc \u{FB}ucirc; \u{FB}ucy; \u{443}udarr; \u{21C5}udblac; \u{171}\
        udhar; \u{296E}ufisht; \u{297E}ufr; \u{1D532}ugrave \u{F9}ugrave; \u{F9}uharl; \u{21BF}uharr; \u{21BE}\
        uhblk; \u{2580}ulcorn; \u{231C}ulcorner; \u{231C}ulcrop; \u{230F}ultri; \u{25F8}umacr; \u{16B}uml \u{A8}\
        uml; \u{A8}uogon; \u{173}uopf; \u{1D566}uparrow; \u{2191}updownarrow; \u{2195}upharpoonleft; \u{21BF}\
        upharpoonright; \u{21BE}uplus; \u{228E}upsi; \u{3C5}upsih; \u{3D2}upsilon; \u{3C5}upuparrows; \u{21C8}\
        urcorn; \u{231D}urcorner; \u{231D}urcrop; \u{230E}uring; \u{16F}urtri; \u{25F9}uscr; \u{1D4CA}\
        utdot; \u{22F0}utilde; \u{169}utri; \u{25B5}utrif; \u{25B4}uuarr; \u{21C8}uuml \u{FC}uuml; \u{FC}\
        uwangle; \u{29A7}vArr; \u{21D5}vBar; \u{2AE8}vBarv; \u{2AE9}vDash; \u{22A8}vangrt; \u{299C}\
        varepsilon; \u{3F5}varkappa; \u{3F0}varnothing; \u{2205}varphi; \u{3D5}varpi; \u{3D6}varpropto; \u{221D}\
        varr; \u{2195}varrho; \u{3F1}varsigma; \u{3C2}varsubsetneq; \u{228A}\u{FE00}\
        varsubsetneqq; \u{2ACB}\u{FE00}varsupsetneq; \u{228B}\u{FE00}varsupsetneqq; \u{2ACC}\u{FE00}\
        vartheta; \u{3D1}vartriangleleft; \u{22B2}vartriangleright; \u{22B3}vcy; \u{432}vdash; \u{22A2}\
        vee; \u{2228}veebar; \u{22BB}veeeq; \u{225A}vellip; \u{22EE}verbar; |vert; |vfr; \u{1D533}\
        vltri; \u{22B2}vnsub; \u{2282}\u{20D2}vnsup; \u{2283}\u{20D2}vopf; \u{1D567}vprop; \u{221D}\
        vrtri; \u{22B3}vscr; \u{1D4CB}vsubnE; \u{2ACB}\u{FE00}vsubne; \u{228A}\u{FE00}vsupnE; \u{2ACC}\u{FE00}\
        vsupne; \u{228B}\u{FE00}vzigzag; \u{299A}wcirc; \u{175}wedbar; \u{2A5F}wedge; \u{2227}wedgeq; \u{2259}\
        weierp; \u{2118}wfr; \u{1D534}wopf; \u{1D568}wp; \u{2118}wr; \u{2240}wreath; \u{2240}wscr; \u{1D4CC}\
        xcap; \u{22C2}xcirc; \u{25EF}xcup; \u{22C3}xdtri; \u{25BD}xfr; \u{1D535}xhArr; \u{27FA}xharr; \u{27F7}\
        xi; \u{3BE}xlArr; \u{27F8}xlarr; \u{27F5}xmap; \u{27FC}xnis; \u{22FB}xodot; \u{2A00}xopf; \u{1D569}\
        xoplus; \u{2A01}xotime; \u{2A02}xrArr; \u{27F9}xrarr; \u{27F6}xscr; \u{1D4CD}xsqcup; \u{2A06}\
        xuplus; \u{2A04}xutri; \u{25B3}xvee; \u{22C1}xwedge; \u{22C0}yacute \u{FD}yacute; \u{FD}yacy; \u{44F}\
        ycirc; \u{177}ycy; \u{44B}yen \u{A5}yen; \u{A5}yfr; \u{1D536}yicy; \u{457}yopf; \u{1D56A}yscr; \u{1D4CE}\
        yucy; \u{44E}yuml \u{FF}yuml; \u{FF}zacute; \u{17A}zcaron; \u{17E}zcy; \u{437}zdot; \u{17C}\
        zeetrf; \u{2128}zeta; \u{3B6}zfr; \u{1D537}zhcy; \u{436}zigrarr; \u{21DD}zopf; \u{1D56B}zscr; \u{1D4CF}\
        zwj; \u{200D}zwnj; \u{200C}
        """
}
