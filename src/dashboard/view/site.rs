//! The demo's two sites: a garden shop at `/` and an estate agency at `/agency`.
//!
//! They stand for a customer's own site: their style sheet is theirs, and the widget comes to them
//! as it would to any page, by one line. Shop, agency and goods are invented.

use askama::Template;

use super::login::DemoLogin;
use crate::dashboard::icons;

/// What the slim bar on top of a demo site links to.
#[derive(Clone, Debug)]
pub struct Demo {
    pub assets: &'static str,
    /// The bot's public key, for the widget's line.
    pub key: String,
    pub login: DemoLogin,
}

/// Loam & Lantern, at `/`.
#[derive(Clone, Debug, Template)]
#[template(path = "site_shop.html")]
pub struct ShopPage {
    pub demo: Demo,
}

/// Pell & Harrow, at `/agency`.
#[derive(Clone, Debug, Template)]
#[template(path = "site_agency.html")]
pub struct AgencyPage {
    pub demo: Demo,
}

/// Something on a shelf or in a window.
struct Item {
    name: &'static str,
    price: &'static str,
    was: Option<&'static str>,
    line: &'static str,
    picture: &'static str,
    /// What the picture shows, for those who do not see it.
    alt: &'static str,
}

const GOODS: [Item; 6] = [
    Item {
        name: "Glazed planter, 24 cm",
        price: "£32.00",
        was: None,
        line: "In stock",
        picture: "planter.svg",
        alt: "A blue glazed pot with a broad-leaved plant",
    },
    Item {
        name: "Copper watering can, 1.5 litre",
        price: "£39.50",
        was: Some("£46.00"),
        line: "4 left",
        picture: "watering-can.svg",
        alt: "A copper watering can with a long spout",
    },
    Item {
        name: "Storm lantern, brass",
        price: "£48.00",
        was: None,
        line: "In stock",
        picture: "lantern.svg",
        alt: "A brass storm lantern with a lit flame",
    },
    Item {
        name: "Wool picnic throw",
        price: "£64.00",
        was: None,
        line: "In stock",
        picture: "throw.svg",
        alt: "A folded plum throw with a fringe",
    },
    Item {
        name: "Coir door mat",
        price: "£24.00",
        was: None,
        line: "In stock",
        picture: "mat.svg",
        alt: "A coir mat with a green border",
    },
    Item {
        name: "Beeswax candles, pair",
        price: "£14.00",
        was: None,
        line: "2 left",
        picture: "candles.svg",
        alt: "Two tall beeswax candles in low holders",
    },
];

const HOMES: [Item; 3] = [
    Item {
        name: "3 Quarry View",
        price: "£385,000",
        was: None,
        line: "3 bed semi-detached house, Wexcombe",
        picture: "quarry-view.svg",
        alt: "A pale stone house with two bay windows",
    },
    Item {
        name: "14 Ashgrove Road",
        price: "£425,000",
        was: None,
        line: "4 bed terraced house, Wexcombe",
        picture: "ashgrove-road.svg",
        alt: "A red brick terrace with two gables",
    },
    Item {
        name: "Orchard Cottage",
        price: "£460,000",
        was: None,
        line: "3 bed cottage with a garden, Lower Wex",
        picture: "orchard-cottage.svg",
        alt: "A white cottage under a steep roof, with round shrubs",
    },
];
