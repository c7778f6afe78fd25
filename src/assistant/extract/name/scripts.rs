//! Names where words are not parted by spaces, or end in what belongs to the sentence: Chinese, Japanese, Korean.

/// What stands before a name in Chinese.
const CHINESE: &[&str] =
    &["我的名字是", "我的名字叫", "我叫", "我姓名是", "叫我", ",叫", "，叫", "姓名:", "姓名：", "名字:", "我是"];
/// What stands before one in Japanese, and what ends it.
const JAPANESE: &[&str] = &["私の名前は", "名前は", "わたしは", "私は", "僕は", "お名前:"];
const JAPANESE_ENDS: &[&str] = &["と申します", "ともうします", "といいます", "と言います", "です"];
/// The same in Korean.
const KOREAN: &[&str] = &["제 이름은 ", "이름은 ", "저는 ", "나는 "];
const KOREAN_ENDS: &[&str] = &["입니다", "이에요", "예요", "라고 합니다", "이라고 합니다", "이고", "라고 해요"];
/// What no name begins with: "I am your customer".
const NO_NAMES: &[&str] =
    &["你", "您", "一", "想", "要", "在", "来", "新", "老", "中国", "美国", "学生", "客", "个", "这", "那", "学"];

/// The name that a message in one of these scripts tells.
pub(super) fn name(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    chinese(text).or_else(|| japanese(text)).or_else(|| korean(text))
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '々' | '·')
}

fn is_kana(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}')
}

fn chinese(text: &str) -> Option<String> {
    CHINESE.iter().find_map(|cue| {
        let rest = text.split_once(cue)?.1.trim_start();
        let name: String = rest.chars().take_while(|c| is_han(*c)).collect();
        let length = name.chars().count();
        let next = rest.chars().nth(length);
        let ends = next.is_none_or(|c| !c.is_alphanumeric());
        let is_name = (2..=4).contains(&length) && ends && !NO_NAMES.iter().any(|word| name.starts_with(word));
        is_name.then_some(name)
    })
}

fn japanese(text: &str) -> Option<String> {
    let told = JAPANESE.iter().find_map(|cue| Some((true, text.split_once(cue)?.1)));
    let (is_sure, rest) = told.unwrap_or((false, text));
    let (end, found) = JAPANESE_ENDS.iter().filter_map(|word| Some((rest.find(word)?, *word))).min()?;
    let before = rest[..end].trim_end();
    let start = before
        .rfind(|c: char| !(is_han(c) || is_kana(c) || c == ' ' || c == '・'))
        .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    let name = before[start..].trim();
    let length = name.chars().count();
    let is_plain = name.chars().all(|c| is_han(c) || is_kana(c) || c == ' ' || c == '・');
    // "…です" ends most sentences: without "my name is" only what is written in Chinese characters alone.
    let is_told = is_sure || found != "です";
    (is_told && is_plain && (2..=10).contains(&length)).then(|| name.to_owned())
}

/// The family names that most Koreans bear.
const KOREAN_FAMILIES: &str = "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민";

fn korean(text: &str) -> Option<String> {
    // "박지훈입니다": the name and "am", nothing before it.
    let first = text.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty())?;
    if let Some(name) = first.strip_suffix("입니다")
        && name.chars().count() == 3
        && name.starts_with(|c| KOREAN_FAMILIES.contains(c))
    {
        return Some(name.to_owned());
    }
    KOREAN.iter().find_map(|cue| {
        let rest = text.split_once(cue)?.1;
        let (end, _) = KOREAN_ENDS.iter().filter_map(|word| Some((rest.find(word)?, *word))).min()?;
        let name = rest[..end].trim();
        let is_name =
            (2..=5).contains(&name.chars().count()) && name.chars().all(|c| matches!(c, '\u{AC00}'..='\u{D7A3}'));
        is_name.then(|| name.to_owned())
    })
}
