//! Why a password is weak and what would help, as codes that the pages put into words.
//! Not here: the estimate itself, which is zxcvbn's, and the words.

use zxcvbn::feedback;

/// The main weakness of a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Warning {
    /// A straight row of keys.
    StraightRow,
    /// A short pattern on the keyboard.
    KeyboardPattern,
    /// One character again and again.
    RepeatedCharacter,
    /// One group of characters again and again.
    RepeatedGroup,
    /// Among the ten commonest passwords.
    TopTen,
    /// Among the hundred commonest passwords.
    TopHundred,
    /// A common password.
    CommonPassword,
    /// Much like a common password.
    LikeCommonPassword,
    /// A sequence such as abc or 6543.
    Sequence,
    /// A recent year.
    RecentYear,
    /// A word by itself.
    SingleWord,
    /// A date.
    Date,
    /// A name by itself.
    Surname,
    /// A common name.
    CommonName,
}

impl Warning {
    /// Stable name for messages and JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::StraightRow => "straight-row",
            Self::KeyboardPattern => "keyboard-pattern",
            Self::RepeatedCharacter => "repeated-character",
            Self::RepeatedGroup => "repeated-group",
            Self::TopTen => "top-ten",
            Self::TopHundred => "top-hundred",
            Self::CommonPassword => "common-password",
            Self::LikeCommonPassword => "like-common-password",
            Self::Sequence => "sequence",
            Self::RecentYear => "recent-year",
            Self::SingleWord => "single-word",
            Self::Date => "date",
            Self::Surname => "surname",
            Self::CommonName => "common-name",
        }
    }
}

impl From<feedback::Warning> for Warning {
    fn from(theirs: feedback::Warning) -> Self {
        use feedback::Warning as Theirs;
        match theirs {
            Theirs::StraightRowsOfKeysAreEasyToGuess => Self::StraightRow,
            Theirs::ShortKeyboardPatternsAreEasyToGuess => Self::KeyboardPattern,
            Theirs::RepeatsLikeAaaAreEasyToGuess => Self::RepeatedCharacter,
            Theirs::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => Self::RepeatedGroup,
            Theirs::ThisIsATop10Password => Self::TopTen,
            Theirs::ThisIsATop100Password => Self::TopHundred,
            Theirs::ThisIsACommonPassword => Self::CommonPassword,
            Theirs::ThisIsSimilarToACommonlyUsedPassword => Self::LikeCommonPassword,
            Theirs::SequencesLikeAbcAreEasyToGuess => Self::Sequence,
            Theirs::RecentYearsAreEasyToGuess => Self::RecentYear,
            Theirs::AWordByItselfIsEasyToGuess => Self::SingleWord,
            Theirs::DatesAreOftenEasyToGuess => Self::Date,
            Theirs::NamesAndSurnamesByThemselvesAreEasyToGuess => Self::Surname,
            Theirs::CommonNamesAndSurnamesAreEasyToGuess => Self::CommonName,
        }
    }
}

/// What would make a password stronger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suggestion {
    /// Use a few words that do not belong together.
    FewUncommonWords,
    /// Symbols, digits and capitals are not needed.
    NoSymbolsNeeded,
    /// Add a word or two.
    AddWords,
    /// A capital letter helps little.
    CapitalsHelpLittle,
    /// Capitals throughout help little.
    AllCapitalsHelpLittle,
    /// Writing a word backwards helps little.
    ReversingHelpsLittle,
    /// Writing `@` for `a` helps little.
    SubstitutionsHelpLittle,
    /// A keyboard pattern needs more turns.
    LongerKeyboardPattern,
    /// Do not repeat words or characters.
    AvoidRepeats,
    /// Do not use sequences.
    AvoidSequences,
    /// Do not use recent years.
    AvoidRecentYears,
    /// Do not use years of your life.
    AvoidOwnYears,
    /// Do not use dates of your life.
    AvoidOwnDates,
}

impl Suggestion {
    /// Stable name for messages and JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::FewUncommonWords => "few-uncommon-words",
            Self::NoSymbolsNeeded => "no-symbols-needed",
            Self::AddWords => "add-words",
            Self::CapitalsHelpLittle => "capitals-help-little",
            Self::AllCapitalsHelpLittle => "all-capitals-help-little",
            Self::ReversingHelpsLittle => "reversing-helps-little",
            Self::SubstitutionsHelpLittle => "substitutions-help-little",
            Self::LongerKeyboardPattern => "longer-keyboard-pattern",
            Self::AvoidRepeats => "avoid-repeats",
            Self::AvoidSequences => "avoid-sequences",
            Self::AvoidRecentYears => "avoid-recent-years",
            Self::AvoidOwnYears => "avoid-own-years",
            Self::AvoidOwnDates => "avoid-own-dates",
        }
    }
}

impl From<feedback::Suggestion> for Suggestion {
    fn from(theirs: feedback::Suggestion) -> Self {
        use feedback::Suggestion as Theirs;
        match theirs {
            Theirs::UseAFewWordsAvoidCommonPhrases => Self::FewUncommonWords,
            Theirs::NoNeedForSymbolsDigitsOrUppercaseLetters => Self::NoSymbolsNeeded,
            Theirs::AddAnotherWordOrTwo => Self::AddWords,
            Theirs::CapitalizationDoesntHelpVeryMuch => Self::CapitalsHelpLittle,
            Theirs::AllUppercaseIsAlmostAsEasyToGuessAsAllLowercase => Self::AllCapitalsHelpLittle,
            Theirs::ReversedWordsArentMuchHarderToGuess => Self::ReversingHelpsLittle,
            Theirs::PredictableSubstitutionsDontHelpVeryMuch => Self::SubstitutionsHelpLittle,
            Theirs::UseALongerKeyboardPatternWithMoreTurns => Self::LongerKeyboardPattern,
            Theirs::AvoidRepeatedWordsAndCharacters => Self::AvoidRepeats,
            Theirs::AvoidSequences => Self::AvoidSequences,
            Theirs::AvoidRecentYears => Self::AvoidRecentYears,
            Theirs::AvoidYearsThatAreAssociatedWithYou => Self::AvoidOwnYears,
            Theirs::AvoidDatesAndYearsThatAreAssociatedWithYou => Self::AvoidOwnDates,
        }
    }
}
