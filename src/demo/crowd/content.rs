//! The words that invented leads are made of. No person is meant; addresses end in `.example` or `example.org`, numbers
//! are those that their countries keep for drama.

/// Where people come from: given names, family names, and how a number of theirs begins and goes on (`#` is a digit).
pub struct Culture {
    pub given: &'static [&'static str],
    pub family: &'static [&'static str],
    pub phone: &'static str,
    pub language: &'static str,
    pub zone: &'static str,
}

/// Numbers for drama: <https://www.ofcom.org.uk/phones-and-broadband/phone-numbers/numbers-for-drama>, 555-01xx of the
/// North American plan, ARCEP's 06 39 98.
pub const CULTURES: &[Culture] = &[
    Culture {
        given: &[
            "Olivia", "George", "Amelia", "Harry", "Isla", "Alfie", "Poppy", "Rowan", "Bethan", "Siân", "Fergus",
            "Morag", "Niamh", "Callum", "Imogen", "Tabitha",
        ],
        family: &[
            "Ashworth",
            "Pemberton",
            "Hargreaves",
            "O’Neill",
            "MacLeod",
            "Llewellyn",
            "Thackeray",
            "Birtwistle",
            "Fairweather",
            "Sutherland",
            "Okafor",
            "Whitlock",
            "Penrose",
            "Entwistle",
        ],
        phone: "+447700900###",
        language: "en-GB",
        zone: "Europe/London",
    },
    Culture {
        given: &[
            "Madison", "Tyler", "Savannah", "Mateo", "Brianna", "Wyatt", "Aaliyah", "Dakota", "Jolene", "Emmett",
            "Camila", "Darnell",
        ],
        family: &[
            "Whitaker",
            "Castellano",
            "Beauregard",
            "Kowalczyk",
            "Nakamura",
            "Delacroix",
            "Lindqvist",
            "Washington",
            "Yazzie",
            "Villanueva",
            "Abernathy",
        ],
        phone: "+121255501##",
        language: "en-US",
        zone: "America/New_York",
    },
    Culture {
        given: &[
            "Jürgen",
            "Annegret",
            "Björn",
            "Käthe",
            "Götz",
            "Liesel",
            "Matthäus",
            "Friederike",
            "Rüdiger",
            "Svenja",
        ],
        family: &[
            "Größe",
            "Weiß",
            "Müllerschön",
            "Brückner",
            "Schäfer",
            "Überall",
            "Dünnwald",
            "Hölscher",
            "Strauß",
            "Vögele",
        ],
        phone: "+4930231250##",
        language: "de",
        zone: "Europe/Berlin",
    },
    Culture {
        given: &["Zoé", "Théo", "Maëlle", "Aurélien", "Hélène", "François", "Anaïs", "Loïc", "Océane", "Gaëtan"],
        family: &[
            "Lefèvre",
            "Béranger",
            "Château",
            "D’Aubigné",
            "Garçon",
            "Noël",
            "Prévost",
            "Saint-Yves",
            "Thévenot",
            "Vasseur",
        ],
        phone: "+3363998####",
        language: "fr",
        zone: "Europe/Paris",
    },
    Culture {
        given: &[
            "Zsófia",
            "Łukasz",
            "Dąbrówka",
            "Ondřej",
            "Věra",
            "Małgorzata",
            "Şerban",
            "Ștefania",
            "Gergő",
            "Ilinca",
        ],
        family: &[
            "Nagy-Horváth",
            "Wiśniewski",
            "Dvořák",
            "Żółtowska",
            "Czerny",
            "Ionescu",
            "Szabó",
            "Kovářová",
            "Brzęczyszczykiewicz",
        ],
        phone: "+447700900###",
        language: "pl",
        zone: "Europe/Warsaw",
    },
    Culture {
        given: &["Søren", "Åse", "Bjørg", "Øyvind", "Ærlig", "Þórdís", "Guðrún", "Mikkel", "Tove", "Håkan"],
        family: &["Ørsted", "Ångström", "Sæther", "Þorsteinsdóttir", "Kjærgaard", "Bergström", "Nygård", "Højlund"],
        phone: "+447700900###",
        language: "da",
        zone: "Europe/Copenhagen",
    },
    Culture {
        given: &["Chidinma", "Tunde", "Ngozi", "Folasade", "Kwame", "Abeba", "Thandiwe", "Sipho", "Amara", "Zawadi"],
        family: &["Adeyemi", "Okonkwo", "Mensah", "Tesfaye", "Nkosi", "Balogun", "Wanjiru", "Achterberg", "Diallo"],
        phone: "+447700900###",
        language: "en",
        zone: "Africa/Lagos",
    },
    Culture {
        given: &["Priya", "Arjun", "Lakshmi", "Rohan", "Ananya", "Vikram", "Nadeem", "Farzana", "Ishaan", "Meera"],
        family: &[
            "Raman",
            "Chatterjee",
            "Subramaniam",
            "Qureshi",
            "Deshpande",
            "Iyer",
            "Bhattacharya",
            "Siddiqui",
            "Kaur",
        ],
        phone: "+447700900###",
        language: "en-IN",
        zone: "Asia/Kolkata",
    },
    Culture {
        given: &["Trần", "Ngọc", "Minh", "Hạnh", "Quang", "Thảo", "Đức", "Linh"],
        family: &["Nguyễn", "Phạm", "Đặng", "Bùi", "Vũ", "Hoàng", "Lý"],
        phone: "+141555501##",
        language: "vi",
        zone: "Asia/Ho_Chi_Minh",
    },
    Culture {
        given: &["ليلى", "يوسف", "سلمى", "طارق", "نور", "خالد"],
        family: &["الهاشمي", "المنصوري", "بن علي", "الخطيب", "حداد"],
        phone: "+447700900###",
        language: "ar",
        zone: "Asia/Dubai",
    },
    Culture {
        given: &["美咲", "健太", "桜", "大輔", "陽子", "翔"],
        family: &["田中", "佐々木", "山本", "小林", "渡辺"],
        phone: "+180855501##",
        language: "ja",
        zone: "Asia/Tokyo",
    },
    Culture {
        given: &["Μαρία", "Γιώργος", "Ελένη", "Ольга", "Дмитро", "Світлана", "Νίκος", "Тарас"],
        family: &["Παπαδοπούλου", "Καραγιάννης", "Шевченко", "Коваленко", "Бондар", "Αγγελίδης"],
        phone: "+447700900###",
        language: "el",
        zone: "Europe/Athens",
    },
];

/// What firms are called: one of the first, then one of the second.
pub const FIRMS: (&[&str], &[&str]) = (
    &[
        "Ashgrove",
        "Bramble",
        "Copperfield",
        "Driftwood",
        "Elmhurst",
        "Foxglove",
        "Greyfriars",
        "Hollybank",
        "Ironbridge",
        "Juniper",
        "Kestrel",
        "Larkspur",
        "Millrace",
        "Northgate",
        "Oakapple",
        "Penhaligon",
        "Quillfeather",
        "Rookery",
        "Saltmarsh",
        "Thistledown",
        "Underhill",
        "Verbena",
        "Wayfarer",
        "Yarrow",
    ],
    &[
        "Interiors",
        "Lettings",
        "& Sons",
        "Design Studio",
        "Property",
        "Hospitality",
        "Gifts",
        "Architects",
        "Events",
        "Trading",
        "Homes",
        "Bakery",
        "Yoga",
        "Florists",
        "Partners",
        "GmbH",
    ],
);

/// Where their mail is.
pub const HOSTS: &[&str] =
    &["example.org", "example.com", "example.net", "mail.example", "post.example", "inbox.example"];

/// The pages they came from.
pub const PAGES: &[&str] =
    &["/", "/shop", "/contact", "/delivery", "/candles", "/about", "/sale", "/returns", "/homes", "/valuation"];

/// What they say first, what they want in a line, and what is asked back.
pub const WISHES: &[(&str, &str, &str)] = &[
    (
        "Hi, my order has not arrived and the tracking page is blank.",
        "Order has not arrived",
        "I am sorry to hear that. Which order is it?",
    ),
    (
        "I would like to send back a lamp, it does not fit our hallway.",
        "Wants to return a lamp",
        "That is no problem within 30 days. Shall the team arrange it?",
    ),
    (
        "Could somebody call me about a larger order for our office?",
        "Larger order for an office",
        "Gladly. How many pieces are you thinking of?",
    ),
    (
        "Is the three bedroom house still available?",
        "Asks for the three bedroom house",
        "It is. Would you like to see it this week?",
    ),
    (
        "We want to sell our flat in the spring and need a valuation.",
        "Valuation of a flat",
        "We can do that. Where is it, roughly?",
    ),
    (
        "The candle arrived broken, what can you do?",
        "Candle arrived broken",
        "I am sorry. A photo helps, but we can replace it at once.",
    ),
    (
        "Do you deliver to Northern Ireland, and what does it cost?",
        "Delivery to Northern Ireland",
        "We do, it takes four to six days.",
    ),
    (
        "I was charged twice for the same order.",
        "Charged twice",
        "The team will look at that today. Which card was it?",
    ),
    (
        "Can I change the address of an order from yesterday?",
        "Change of address",
        "If it has not left yet, yes. What is the new one?",
    ),
    (
        "Looking for a rental with a garden, we have a dog.",
        "Rental with a garden, dog",
        "There are two at the moment. When would you move?",
    ),
    (
        "How soon could you start? Our budget is fixed and we decide this week.",
        "Decides this week, budget fixed",
        "We can start next month. May somebody ring you?",
    ),
    ("Just looking around, thank you.", "Looking around", "Of course. I am here if there is anything."),
];

/// How they go on.
pub const REPLIES: &[&str] = &[
    "Thank you, that would be great. You can reach me by e-mail.",
    "Yes please. Mornings are best.",
    "It is number {order}, from last week.",
    "We are two people and would need it by the end of the month.",
    "Please write to me, I am at work during the day.",
    "That depends on the price. Could you send me an offer?",
    "My colleague would like to know too, she is at {company}.",
];

/// How it ends.
pub const ENDS: &[&str] = &[
    "Thank you. The team has it and will be in touch.",
    "Noted. Somebody will write to you within a working day.",
    "Done. You will hear from us soon.",
];

/// Why some come to nothing.
pub const REASONS: &[&str] = &["Chose somebody else", "Too expensive", "No answer", "Not what we do", "Bought already"];
