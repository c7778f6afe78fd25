//! The assistant's words, language by language.
//!
//! `{team}`, `{bot}`, `{name}` and `{until}` are blanks. English is the design's copy; the others say the same and call
//! the team "our team", because its name has no known gender there.

/// Everything the assistant says of its own in one language.
#[derive(Debug)]
pub(super) struct Words {
    pub hello: &'static str,
    pub thanks: &'static str,
    pub goodbye: &'static str,
    pub bot: &'static str,
    pub no_answer: &'static str,
    pub again: &'static str,
    pub stuck: &'static str,
    pub here: &'static str,
    pub agreed: &'static str,
    pub well: &'static str,
    pub offer: &'static str,
    pub offer_person: &'static str,
    pub offer_order: &'static str,
    pub offer_coupon: &'static str,
    pub offer_refund: &'static str,
    pub offer_cancellation: &'static str,
    pub offer_quote: &'static str,
    pub offer_appointment: &'static str,
    pub declined: &'static str,
    pub submitted: &'static str,
    pub submitted_plain: &'static str,
    pub added: &'static str,
    pub added_plain: &'static str,
    pub noted: &'static str,
    pub closed: &'static str,
    pub dialogue: &'static str,
    pub ask_the_team: &'static str,
    pub talk_to_a_person: &'static str,
    pub leave_a_message: &'static str,
    pub keep_chatting: &'static str,
}

impl Words {
    /// The quick replies that ask for a person or a form. "Keep chatting" asks for nothing.
    pub fn quick_replies(&self) -> impl Iterator<Item = &'static str> {
        [self.ask_the_team, self.talk_to_a_person, self.leave_a_message].into_iter()
    }
}

/// The words of a language, any tag; English where there are none.
pub(super) fn of(language: &str) -> &'static Words {
    let spoken = super::super::language::spoken(language);
    ALL.iter().find(|(known, _)| *known == spoken).map_or(&ENGLISH, |(_, words)| words)
}

pub(super) static ALL: [(&str, &Words); 6] =
    [("en", &ENGLISH), ("es", &SPANISH), ("de", &GERMAN), ("fr", &FRENCH), ("it", &ITALIAN), ("pt", &PORTUGUESE)];

/// Greetings, folded, of all languages.
pub(super) const HELLO: &str = "hello hi hey hiya morning afternoon evening greetings hola buenas buenos hallo guten moin servus \
    bonjour bonsoir salut ciao buongiorno buonasera salve ola oi bom boa";
/// Thanks.
pub(super) const THANKS: &str = "thanks thank thx ta cheers gracias danke merci grazie obrigado obrigada";
/// Farewells.
pub(super) const GOODBYE: &str = "bye goodbye cya adios tschuss revoir arrivederci tchau adeus";
/// Words that go with any of them.
pub(super) const POLITE: &str = "hello hi hey there all everyone good morning afternoon evening day you so very much a lot ok okay great \
    lovely perfect brilliant for your help the that now and night thanks thank see later again team \
    buenas tardes dias noches muchas por todo hasta luego guten tag morgen abend schon sehr vielen dank zusammen auf wiedersehen \
    beaucoup bien a tous au bonne journee mille tante tutti dia tarde noite muito pessoal ate logo";
/// Words that agree, decline or acknowledge, and ask nothing.
pub(super) const AGREED: &str = "ok okay okey k kk great good fine perfect cool nice super sure right alright understood yes yep yeah \
    no nope nothing haha lol hehe wow brilliant lovely vale bien perfecto claro entendido si listo genial gut prima klar alles verstanden \
    ja nein passt toll daccord parfait compris oui non bon bene perfetto capito certo sim nao beleza entendi perfeito otimo";
/// The same in several words.
pub(super) const AGREED_WORDS: &[&str] = &[
    "got it", "thats all", "that is all", "that was all", "thats it", "that is it", "nothing else", "no thanks", "no thank you",
    "sounds good", "makes sense", "i see", "will do", "no worries", "never mind", "nevermind", "not now", "yes please", "de acuerdo",
    "esta bien", "eso es todo", "muy bien", "nada mas", "no gracias", "alles klar", "in ordnung", "das wars", "das war alles",
    "nein danke", "ja bitte", "sehr gut", "cest bon", "tres bien", "cest tout", "non merci", "bien sur", "va bene", "molto bene",
    "e tutto", "no grazie", "esta bem", "muito bem", "so isso", "nao obrigado", "nao obrigada", "tudo certo",
];
/// How people ask after somebody.
pub(super) const HOW_ARE_YOU: &[&str] = &[
    "how are you", "how are you doing", "how are you today", "how are things", "hows it going", "how is it going", "how do you do",
    "whats up", "que tal", "como estas", "como esta", "wie gehts", "wie geht es dir", "wie geht es ihnen", "ca va", "comment ca va",
    "comment allez vous", "comment vas tu", "come stai", "come sta", "come va", "tudo bem", "como vai", "como voce esta",
];
/// How a question about the assistant's nature begins.
pub(super) const ARE_YOU: &[&str] = &[
    "are you",
    "r u",
    "you are",
    "is this",
    "is that",
    "am i talking",
    "am i speaking",
    "am i chatting",
    "eres",
    "es usted",
    "bist du",
    "sind sie",
    "etes vous",
    "es tu",
    "tu es",
    "vous etes",
    "sei",
    "siete",
    "voce e",
    "es um",
];
/// And what it is about.
pub(super) const BOT_OR_PERSON: &[&str] = &[
    "bot",
    "robot",
    "chatbot",
    "human",
    "a person",
    "real person",
    "real",
    "ai",
    "a machine",
    "computer",
    "automated",
    "humano",
    "humana",
    "persona",
    "mensch",
    "maschine",
    "ki",
    "roboter",
    "humain",
    "machine",
    "umano",
    "pessoa",
    "robo",
];

static ENGLISH: Words = Words {
    hello: "Hello. How can I help?",
    thanks: "You are welcome. Is there anything else?",
    goodbye: "Goodbye, and thank you for writing.",
    bot: "I am the assistant for {bot}, not a person. I answer straight away, and I can pass you to the {team}.",
    no_answer: "I do not know that one. Shall I ask the {team}?",
    again: "I have told you what I know about that. Shall I ask the {team}?",
    stuck: "I cannot help with that one, but the {team} can. Shall I pass you on?",
    here: "I am here if there is more. I can also pass you to the {team}.",
    agreed: "All right. Just ask if there is anything else.",
    well: "I am well, thank you. How can I help?",
    offer: "Leave your details and I will pass this to the {team}.",
    offer_person: "Of course. Leave your details and I will ring the {team}.",
    offer_order: "I can ask the {team} to look into it. Leave your details and your order number.",
    offer_coupon: "I can ask the {team} about that. Leave your details and they will reply.",
    offer_refund: "I am sorry about that. Leave your details and your order number, and the {team} will look at your refund.",
    offer_cancellation: "I can pass that on. Leave your details and what you would like to cancel.",
    offer_quote: "Leave your details and the {team} will send you a price.",
    offer_appointment: "Leave your details and the {team} will arrange a time with you.",
    declined: "No problem. You can leave your details any time.",
    submitted: "Thank you, {name}. The {team} has your details and will reply by email.",
    submitted_plain: "Thank you. The {team} has your details and will reply.",
    added: "Thank you, {name}. I have added this to what the {team} has from you.",
    added_plain: "Thank you. I have added this to what the {team} has from you.",
    noted: "Noted. I will pass that on so you do not have to repeat it.",
    closed: "The {team} is closed until {until}. I can keep helping, or take a message and they will email you.",
    dialogue: "I will ask one question at a time. Reply SKIP to leave a question out, or STOP to hear no more from us.",
    ask_the_team: "Ask the {team}",
    talk_to_a_person: "Talk to a person",
    leave_a_message: "Leave a message",
    keep_chatting: "Keep chatting",
};

static SPANISH: Words = Words {
    hello: "Hola. ¿En qué puedo ayudarle?",
    thanks: "De nada. ¿Necesita algo más?",
    goodbye: "Hasta pronto, y gracias por escribir.",
    bot: "Soy el asistente de {bot}, no una persona. Respondo al momento y puedo pasarle con nuestro equipo.",
    no_answer: "Eso no lo sé. ¿Pregunto a nuestro equipo?",
    again: "Ya le he dicho lo que sé de eso. ¿Pregunto a nuestro equipo?",
    stuck: "Con eso no puedo ayudarle, pero nuestro equipo sí. ¿Le paso con ellos?",
    here: "Aquí estoy si necesita algo más. También puedo pasarle con nuestro equipo.",
    agreed: "De acuerdo. Pregunte si necesita algo más.",
    well: "Muy bien, gracias. ¿En qué puedo ayudarle?",
    offer: "Deje sus datos y se lo paso a nuestro equipo.",
    offer_person: "Por supuesto. Deje sus datos y aviso a nuestro equipo.",
    offer_order: "Puedo pedir a nuestro equipo que lo mire. Deje sus datos y su número de pedido.",
    offer_coupon: "Puedo preguntar a nuestro equipo. Deje sus datos y le responderán.",
    offer_refund: "Lo siento. Deje sus datos y su número de pedido, y nuestro equipo revisará el reembolso.",
    offer_cancellation: "Puedo transmitirlo. Deje sus datos y qué desea cancelar.",
    offer_quote: "Deje sus datos y nuestro equipo le enviará un precio.",
    offer_appointment: "Deje sus datos y nuestro equipo acordará una hora con usted.",
    declined: "No hay problema. Puede dejar sus datos cuando quiera.",
    submitted: "Gracias, {name}. Nuestro equipo tiene sus datos y le responderá por correo.",
    submitted_plain: "Gracias. Nuestro equipo tiene sus datos y le responderá.",
    added: "Gracias, {name}. Lo he añadido a lo que ya tiene nuestro equipo.",
    added_plain: "Gracias. Lo he añadido a lo que ya tiene nuestro equipo.",
    noted: "Anotado. Lo transmitiré para que no tenga que repetirlo.",
    closed: "Nuestro equipo está cerrado hasta {until}. Puedo seguir ayudando, o tomar un mensaje y le escribirán por correo.",
    dialogue: "Haré una pregunta cada vez. Responda SKIP para saltar una pregunta, o STOP para no recibir más mensajes.",
    ask_the_team: "Preguntar al equipo",
    talk_to_a_person: "Hablar con una persona",
    leave_a_message: "Dejar un mensaje",
    keep_chatting: "Seguir chateando",
};

static GERMAN: Words = Words {
    hello: "Guten Tag. Wie kann ich helfen?",
    thanks: "Gern. Kann ich sonst noch etwas tun?",
    goodbye: "Auf Wiedersehen, und danke für Ihre Nachricht.",
    bot: "Ich bin der Assistent von {bot}, kein Mensch. Ich antworte sofort und kann Sie mit unserem Team verbinden.",
    no_answer: "Das weiß ich nicht. Soll ich unser Team fragen?",
    again: "Mehr weiß ich dazu nicht. Soll ich unser Team fragen?",
    stuck: "Dabei kann ich nicht helfen, unser Team aber schon. Soll ich Sie weitergeben?",
    here: "Ich bin da, wenn noch etwas ist. Ich kann Sie auch mit unserem Team verbinden.",
    agreed: "In Ordnung. Fragen Sie einfach, wenn noch etwas ist.",
    well: "Gut, danke. Wie kann ich helfen?",
    offer: "Hinterlassen Sie Ihre Daten, und ich gebe es an unser Team weiter.",
    offer_person: "Natürlich. Hinterlassen Sie Ihre Daten, und ich rufe unser Team.",
    offer_order: "Ich kann unser Team bitten, nachzusehen. Hinterlassen Sie Ihre Daten und Ihre Bestellnummer.",
    offer_coupon: "Ich kann unser Team fragen. Hinterlassen Sie Ihre Daten, dann bekommen Sie eine Antwort.",
    offer_refund: "Das tut mir leid. Hinterlassen Sie Ihre Daten und Ihre Bestellnummer, unser Team prüft die Erstattung.",
    offer_cancellation: "Ich gebe es weiter. Hinterlassen Sie Ihre Daten und was Sie stornieren möchten.",
    offer_quote: "Hinterlassen Sie Ihre Daten, und unser Team schickt Ihnen einen Preis.",
    offer_appointment: "Hinterlassen Sie Ihre Daten, und unser Team vereinbart einen Termin mit Ihnen.",
    declined: "Kein Problem. Sie können Ihre Daten jederzeit hinterlassen.",
    submitted: "Danke, {name}. Unser Team hat Ihre Daten und antwortet per E-Mail.",
    submitted_plain: "Danke. Unser Team hat Ihre Daten und meldet sich.",
    added: "Danke, {name}. Ich habe es zu Ihrer Anfrage hinzugefügt.",
    added_plain: "Danke. Ich habe es zu Ihrer Anfrage hinzugefügt.",
    noted: "Notiert. Ich gebe es weiter, damit Sie es nicht wiederholen müssen.",
    closed: "Unser Team ist bis {until} nicht da. Ich kann weiterhelfen oder eine Nachricht aufnehmen, und Sie bekommen eine E-Mail.",
    dialogue: "Ich stelle eine Frage nach der anderen. Mit SKIP überspringen Sie eine Frage, mit STOP hören Sie nichts mehr von uns.",
    ask_the_team: "Das Team fragen",
    talk_to_a_person: "Mit einem Menschen sprechen",
    leave_a_message: "Nachricht hinterlassen",
    keep_chatting: "Weiter chatten",
};

static FRENCH: Words = Words {
    hello: "Bonjour. Comment puis-je vous aider ?",
    thanks: "Je vous en prie. Autre chose ?",
    goodbye: "Au revoir, et merci de nous avoir écrit.",
    bot: "Je suis l’assistant de {bot}, pas une personne. Je réponds tout de suite et je peux prévenir notre équipe.",
    no_answer: "Je ne sais pas. Dois-je demander à notre équipe ?",
    again: "Je vous ai dit ce que je sais à ce sujet. Dois-je demander à notre équipe ?",
    stuck: "Je ne peux pas vous aider sur ce point, mais notre équipe le peut. Dois-je la prévenir ?",
    here: "Je reste là si besoin. Je peux aussi prévenir notre équipe.",
    agreed: "Très bien. Dites-moi s’il y a autre chose.",
    well: "Très bien, merci. Comment puis-je vous aider ?",
    offer: "Laissez vos coordonnées et je transmets à notre équipe.",
    offer_person: "Bien sûr. Laissez vos coordonnées et je préviens notre équipe.",
    offer_order: "Je peux demander à notre équipe de vérifier. Laissez vos coordonnées et votre numéro de commande.",
    offer_coupon: "Je peux demander à notre équipe. Laissez vos coordonnées et elle vous répondra.",
    offer_refund: "J’en suis désolé. Laissez vos coordonnées et votre numéro de commande, notre équipe examinera le remboursement.",
    offer_cancellation: "Je peux transmettre. Laissez vos coordonnées et ce que vous souhaitez annuler.",
    offer_quote: "Laissez vos coordonnées et notre équipe vous enverra un prix.",
    offer_appointment: "Laissez vos coordonnées et notre équipe conviendra d’une heure avec vous.",
    declined: "Pas de problème. Vous pouvez laisser vos coordonnées quand vous voulez.",
    submitted: "Merci, {name}. Notre équipe a vos coordonnées et vous répondra par e-mail.",
    submitted_plain: "Merci. Notre équipe a vos coordonnées et vous répondra.",
    added: "Merci, {name}. Je l’ai ajouté à votre demande.",
    added_plain: "Merci. Je l’ai ajouté à votre demande.",
    noted: "C’est noté. Je transmets pour que vous n’ayez pas à le répéter.",
    closed: "Notre équipe est absente jusqu’à {until}. Je peux continuer à aider, ou prendre un message et elle vous écrira.",
    dialogue: "Je poserai une question à la fois. Répondez SKIP pour passer une question, ou STOP pour ne plus rien recevoir.",
    ask_the_team: "Demander à l’équipe",
    talk_to_a_person: "Parler à une personne",
    leave_a_message: "Laisser un message",
    keep_chatting: "Continuer ici",
};

static ITALIAN: Words = Words {
    hello: "Buongiorno. Come posso aiutarla?",
    thanks: "Prego. Serve altro?",
    goodbye: "Arrivederci, e grazie per averci scritto.",
    bot: "Sono l’assistente di {bot}, non una persona. Rispondo subito e posso avvisare il nostro team.",
    no_answer: "Questo non lo so. Chiedo al nostro team?",
    again: "Le ho detto quello che so. Chiedo al nostro team?",
    stuck: "Su questo non posso aiutarla, ma il nostro team sì. Devo avvisarlo?",
    here: "Resto qui se serve altro. Posso anche avvisare il nostro team.",
    agreed: "Va bene. Chieda pure se serve altro.",
    well: "Bene, grazie. Come posso aiutarla?",
    offer: "Lasci i suoi dati e lo passo al nostro team.",
    offer_person: "Certo. Lasci i suoi dati e avviso il nostro team.",
    offer_order: "Posso chiedere al nostro team di controllare. Lasci i suoi dati e il numero d’ordine.",
    offer_coupon: "Posso chiedere al nostro team. Lasci i suoi dati e le risponderanno.",
    offer_refund: "Mi dispiace. Lasci i suoi dati e il numero d’ordine, e il nostro team vedrà il rimborso.",
    offer_cancellation: "Posso riferirlo. Lasci i suoi dati e che cosa desidera annullare.",
    offer_quote: "Lasci i suoi dati e il nostro team le invierà un prezzo.",
    offer_appointment: "Lasci i suoi dati e il nostro team concorderà un orario con lei.",
    declined: "Nessun problema. Può lasciare i suoi dati quando vuole.",
    submitted: "Grazie, {name}. Il nostro team ha i suoi dati e risponderà per e-mail.",
    submitted_plain: "Grazie. Il nostro team ha i suoi dati e risponderà.",
    added: "Grazie, {name}. L’ho aggiunto alla sua richiesta.",
    added_plain: "Grazie. L’ho aggiunto alla sua richiesta.",
    noted: "Annotato. Lo riferisco, così non dovrà ripeterlo.",
    closed: "Il nostro team è chiuso fino a {until}. Posso continuare ad aiutare, o prendere un messaggio e le scriveranno.",
    dialogue: "Farò una domanda alla volta. Risponda SKIP per saltare una domanda, o STOP per non ricevere altro.",
    ask_the_team: "Chiedere al team",
    talk_to_a_person: "Parlare con una persona",
    leave_a_message: "Lasciare un messaggio",
    keep_chatting: "Continuare qui",
};

static PORTUGUESE: Words = Words {
    hello: "Olá. Como posso ajudar?",
    thanks: "De nada. Precisa de mais alguma coisa?",
    goodbye: "Até breve, e obrigado por escrever.",
    bot: "Sou o assistente da {bot}, não uma pessoa. Respondo logo e posso chamar a nossa equipe.",
    no_answer: "Isso eu não sei. Pergunto à nossa equipe?",
    again: "Já disse o que sei sobre isso. Pergunto à nossa equipe?",
    stuck: "Com isso não posso ajudar, mas a nossa equipe pode. Devo chamá-la?",
    here: "Estou aqui se precisar de mais. Também posso chamar a nossa equipe.",
    agreed: "Está bem. É só perguntar se precisar de mais alguma coisa.",
    well: "Tudo bem, obrigado. Como posso ajudar?",
    offer: "Deixe os seus dados e eu passo à nossa equipe.",
    offer_person: "Claro. Deixe os seus dados e eu aviso a nossa equipe.",
    offer_order: "Posso pedir à nossa equipe que verifique. Deixe os seus dados e o número do pedido.",
    offer_coupon: "Posso perguntar à nossa equipe. Deixe os seus dados e ela responderá.",
    offer_refund: "Lamento. Deixe os seus dados e o número do pedido, e a nossa equipe verá o reembolso.",
    offer_cancellation: "Posso transmitir. Deixe os seus dados e o que deseja cancelar.",
    offer_quote: "Deixe os seus dados e a nossa equipe enviará um preço.",
    offer_appointment: "Deixe os seus dados e a nossa equipe combinará um horário.",
    declined: "Sem problema. Pode deixar os seus dados quando quiser.",
    submitted: "Obrigado, {name}. A nossa equipe tem os seus dados e responderá por e-mail.",
    submitted_plain: "Obrigado. A nossa equipe tem os seus dados e responderá.",
    added: "Obrigado, {name}. Juntei isto ao seu pedido.",
    added_plain: "Obrigado. Juntei isto ao seu pedido.",
    noted: "Anotado. Vou transmitir para não ter de repetir.",
    closed: "A nossa equipe volta {until}. Posso continuar a ajudar, ou anotar um recado e ela escreverá por e-mail.",
    dialogue: "Farei uma pergunta de cada vez. Responda SKIP para saltar uma pergunta, ou STOP para não receber mais nada.",
    ask_the_team: "Perguntar à equipe",
    talk_to_a_person: "Falar com uma pessoa",
    leave_a_message: "Deixar uma mensagem",
    keep_chatting: "Continuar aqui",
};
