//! The columns that a log can have, by all the names they go by. Other columns are passed over.

/// A column that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Time,
    User,
    Address,
    Country,
    Owner,
    UserAgent,
    DeviceType,
    Successful,
    Takeover,
    BrowserToken,
    KnownBrowser,
    NetworkKind,
    North,
    East,
    Groups,
    Methods,
    SecondStep,
    Actor,
    Decision,
}

impl Column {
    pub(super) const COUNT: usize = 19;

    const ALL: [Column; Column::COUNT] = [
        Column::Time,
        Column::User,
        Column::Address,
        Column::Country,
        Column::Owner,
        Column::UserAgent,
        Column::DeviceType,
        Column::Successful,
        Column::Takeover,
        Column::BrowserToken,
        Column::KnownBrowser,
        Column::NetworkKind,
        Column::North,
        Column::East,
        Column::Groups,
        Column::Methods,
        Column::SecondStep,
        Column::Actor,
        Column::Decision,
    ];

    /// The name as the RBA data set has it, or would.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Column::Time => "Login Timestamp",
            Column::User => "User ID",
            Column::Address => "IP Address",
            Column::Country => "Country",
            Column::Owner => "ASN",
            Column::UserAgent => "User Agent String",
            Column::DeviceType => "Device Type",
            Column::Successful => "Login Successful",
            Column::Takeover => "Is Account Takeover",
            Column::BrowserToken => "Browser Token",
            Column::KnownBrowser => "Known Browser",
            Column::NetworkKind => "Network Kind",
            Column::North => "Latitude",
            Column::East => "Longitude",
            Column::Groups => "Groups",
            Column::Methods => "Methods",
            Column::SecondStep => "Second Step",
            Column::Actor => "Actor",
            Column::Decision => "Decision",
        }
    }

    /// Other names, in lower case and without anything between words.
    const fn others(self) -> &'static [&'static str] {
        match self {
            Column::Time => &["time", "timestamp", "at", "date"],
            Column::User => &["user", "username", "account", "accountid"],
            Column::Address => &["ip", "address", "ipaddr", "clientip"],
            Column::Country => &["countrycode"],
            Column::Owner => &["networkowner", "as"],
            Column::UserAgent => &["useragent", "agent"],
            Column::DeviceType => &["device"],
            Column::Successful => &["successful", "success"],
            Column::Takeover => &["takeover", "isaccounttakeover"],
            Column::BrowserToken => &["token", "browserid"],
            Column::KnownBrowser | Column::NetworkKind | Column::Actor | Column::Decision => &[],
            Column::North => &["lat"],
            Column::East => &["lon", "lng"],
            Column::Groups => &["group"],
            Column::Methods => &["method"],
            Column::SecondStep => &["challenge"],
        }
    }

    /// The column that goes by this name, whatever its case and what stands between its words.
    pub(super) fn named(name: &str) -> Option<Column> {
        let plain = plain(name);
        Column::ALL
            .into_iter()
            .find(|column| plain == self::plain(column.name()) || column.others().contains(&plain.as_str()))
    }
}

fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_ascii_alphanumeric()).map(|c| c.to_ascii_lowercase()).collect()
}
