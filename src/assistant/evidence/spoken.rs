//! What buyers say in Spanish, German, French, Italian and Portuguese: the same kinds of patterns as the English ones beside
//! whose they stand. Words are folded, so "próximo" is `proximo`, and "l'été" is `lete`.

pub(super) mod against;
pub(super) mod time;

pub(super) const NEED: &[&str] = &[
    // Spanish
    "necesito|necesitamos|necesitaria|necesitariamos|quiero|queremos|busco|buscamos|quisiera|quisieramos|interesa",
    "interesado|interesada|interesados|interesadas en",
    "estoy|estamos buscando|pensando|mirando .. comprar|reformar|cambiar|un|una|unos|unas",
    "cuanto cuesta|vale|costaria|seria|saldria",
    "me|nos gustaria|hace|hacen falta",
    "querria|querriamos",
    "reformar|renovar|cambiar|instalar|pintar|contratar un|una|la|el|los|las|mi|nuestra|nuestro",
    // German
    "brauche|brauchen|brauchten|suche|suchen|mochte|mochten|will|wollen|benotigen|benotige|interessiere|interessieren",
    "hatte|hatten gern|gerne",
    "interesse an",
    "was|wieviel|viel kostet|kosten|wurde",
    "uberlegen|uberlege|uberlegt|planen|plane|geplant",
    "zu sanieren|erneuern|tauschen|wechseln|ersetzen|modernisieren|dammen|streichen|verlegen|umbauen|anschaffen",
    "wir|ich planen|plane",
    "zu kaufen|bestellen|mieten|renovieren|bauen",
    // French
    "il nous|me faut|faudrait",
    "faudrait",
    "cherche|cherchons|voudrais|voudrions|besoin|souhaite|souhaitons|aimerais|aimerions|veux|voulons",
    "interesse|interessee|interesses|interessees par",
    "combien",
    "pense|pensons|reflechis|reflechissons|reflechit|envisage|envisageons|compare|comparons a|au|aux|de|faire|un|une|des|plusieurs",
    // Italian
    "cerco|cerchiamo|vorrei|vorremmo|bisogno|serve|servono|servirebbe|interessa|interesserebbe|voglio|vogliamo",
    "interessato|interessata|interessati|interessate a|al|alla|ai|alle",
    "penso|pensiamo|pensando|valuto|valutiamo|valutando|confronto|confrontiamo di|a|un|una|il|la|se",
    "quanto costa|verrebbe|sarebbe|viene|costerebbe",
    // Portuguese
    "preciso|precisamos|precisava|quero|queremos|procuro|procuramos|gostaria|gostariamos|gostava|gostavamos|queria|queriamos",
    "buscando|procurando",
    "pensar|pensando|penso|pensamos em|trocar|mudar|comprar|fazer|renovar",
    "comparar|comparando|comparo|comparamos",
    "interessado|interessada|interessados|interessadas em|no|na",
    "quanto custa|fica|sai|seria|custaria",
];

pub(super) const SALE: &[&str] = &[
    "presupuesto|angebot|devis|preventivo|orcamento|proposta",
    "comprar|encargar|contratar|alquilar|reservar|kaufen|bestellen|mieten|buchen|acheter|commander|louer|acquistare|comprare",
    "ordinare|noleggiare|prenotare|encomendar|alugar|adquirir",
    "necesitamos|brauchen|cherchons|cerchiamo|precisamos #",
];

pub(super) const NEXT: &[&str] = &[
    // Spanish
    "llamadme|llamenme|llamame|llameme|contactenme|contactadme|escribidme|escribanme",
    "me|nos llaman|llamais|llamas|pueden|podeis|puede llamar|contactar|enviar|mandar",
    "puede|pueden|podeis|podrian|podriais llamarme|llamarnos|contactarme|enviarme|enviarnos|mandarme|venir|pasar",
    "envienme|enviadme|enviame|mandadme|mandenme|mandame|preparadme|preparenme",
    "quiero|queremos|puedo|podemos|podria|podriamos|quisiera|gustaria .. \
    visitar|visitarlo|visitarla|ver|verlo|verla|reservar|encargar|pedir|comprar|probar|pagar|quedar",
    "como .. pago|pagamos|pagar|reservo|reservamos|firmo|encargo",
    "reserven|reservadme|reservenme|apuntenme|apuntadme",
    "presupuesto|cita|visita|reserva|senal por|para|con|de|el|este|manana",
    "hacer|pedir|dar|concertar .. cita|visita|reserva|presupuesto",
    "un presupuesto",
    "me|nos lo|la|los|las quedo|quedamos|llevo|llevamos",
    // German
    "rufen|ruf|rufst|ruft .. mich|uns",
    "anrufen|zuruckrufen|ruckruf",
    "melden sie|euch",
    "schicken|senden|schickt|machen|mailen sie? .. angebot|vertrag|rechnung|unterlagen|katalog|link",
    "angebot|besichtigung|besichtigungstermin|probefahrt|kostenvoranschlag|termin",
    "kann|konnen|konnte|konnten|darf|durfen|mochte|mochten|will|wollen ich|wir .. \
    besichtigen|ansehen|anschauen|sehen|kommen|bestellen|reservieren|buchen|zahlen|bezahlen|vorbeikommen|anzahlen",
    "besichtigen|besichtigung|reservieren|bestellen|vorbeikommen",
    "wie|wo .. bezahlen|bestellen|buchen|unterschreiben|unterschreibe",
    "wann .. kommen|anfangen|beginnen|liefern|vorbeikommen|starten",
    "nehme|nehmen ich|wir|es|ihn|sie|das",
    // French
    "appelez|rappelez|contactez|ecrivez moi|nous",
    "pouvez vous|pourriez .. appeler|rappeler|passer|venir|envoyer|contacter|rappelez|mappeler|menvoyer|nous",
    "envoyez|faites|preparez|adressez moi|nous|le|la|les",
    "peut on|pouvons nous|puis je|on peut|je peux|pourrait on|pourrions nous|pourrais je .. \
    visiter|voir|reserver|commander|payer|venir|essayer|passer",
    "visiter|rendez vous|visite|reserver|commander",
    "devis",
    "prendre|fixer|avoir .. rendez|rdv",
    "rdv",
    "comment .. payer|regler|commander|reserver|signer|paye|paie",
    "quand .. venir|commencer|passer|livrer",
    "je|on|nous le|la|les prends|prend|prenons",
    // Italian
    "chiamatemi|richiamatemi|chiamami|contattatemi|scrivetemi|richiamare|ricontattatemi",
    "mi|ci chiami|chiamate|richiami|richiamate|mandi|invii|mandate|inviate|contatti",
    "inviatemi|mandatemi|inviarmi|mandarmi|preparatemi",
    "posso|possiamo|potrei|potremmo|vorrei|vorremmo .. \
    vedere|vederla|vederlo|visitare|visitarla|visitarlo|venire|prenotare|ordinare|pagare|provare|bloccare",
    "preventivo|appuntamento|sopralluogo|visita",
    "fissare|prendere|prenotare .. appuntamento|visita|data",
    "come .. pago|paghiamo|pagare|ordino|ordinare|prenoto|prenotare|confermo|confermare",
    "quando .. venire|iniziare|passare|cominciare|consegnare",
    "lo|la|li prendo|prendiamo",
    // Portuguese
    "liguem|ligue|liga|telefonem|telefone|contactem|contacte|enviem|envie|mandem|mande|manda me|nos|para|o|um|a|por|pra",
    "podem|pode|poderiam|poderia ligar|ligarme|telefonar|contactar|enviar|mandar|vir|passar|marcar|me|nos",
    "posso|podemos|poderia|poderiamos|gostava|gostaria|queria|quero|queremos .. \
    visitar|ver|reservar|marcar|agendar|encomendar|comprar|pagar|passar|experimentar",
    "visita|reservar|marcar|agendar|encomendar|orcamento",
    "como .. pago|pagamos|pagamento|pagar|encomendo|encomendar|reservo|assino",
    "quando .. vir|comecar|entregar|passar",
    "fico|ficamos com",
    "quero|queremos fechar|avancar",
];

pub(super) const NO_STEP: &[&str] = &[
    "no hace falta que?",
    "no me|nos llam*|contact*|escrib*|envi*|mand*",
    "no hace falta",
    "todavia|aun no",
    "no .. todavia|aun",
    "lo pensare|pensaremos|pienso",
    "tengo|tenemos que pensar*",
    "nicht anrufen|melden|schicken|zuruckrufen",
    "kein|keinen|keine anruf|anrufe|ruckruf|angebot|angebote|termin|besichtigung|werbung",
    "noch nicht|kein|keine|keinen",
    "uberlegen|uberlege|nachdenken es|mir|uns|noch|daruber",
    "pas besoin",
    "ne mappelez|appelez|rappelez|menvoyez|envoyez|contactez .. pas|plus",
    "pas encore|maintenant|tout",
    "vais|allons|dois|devons .. reflechir",
    "non chiam*|serve|occorre|mandat*|contattat*|richiam*",
    "non .. ancora|adesso|ora",
    "ci penso|pensiamo|pensero|penseremo",
    "nao liguem|ligue|liga|precisa|enviem|envie|mandem|telefonem",
    "ainda nao",
    "vou|vamos pensar",
];

/// A question of ours that offers a step.
pub(super) const OFFERS: &[&str] = &[
    "quiere|quieren|quieres|quereis|desea|desean|prefiere|le|les .. \
    llam*|visita|visitar*|presupuesto|cita|reserv*|pedido|prepar*|envi*|mand*|proponemos|apunt*",
    "soll|sollen|wollen|mochten|durfen|darf|willst .. \
    termin|anrufen|zuruckrufen|angebot|besichtigung|probefahrt|reserv*|schicken|bestellen|buchen|melden|vormerken",
    "voulez|souhaitez|desirez|veux|voudriez .. devis|visite|visiter|rendez|rappel*|appel*|reserv*|commander|essayer|envo*",
    "vuole|volete|desidera|vuoi|preferisce .. appuntamento|preventivo|visita|visitar*|chiam*|richiam*|blocc*|prenot*|ordin*",
    "quer|querem|deseja|desejam|gostaria|prefere .. visita|visitar|orcamento|proposta|lig*|marc*|agend*|reserv*|encomend*|envi*",
    "envio|marco|reservo|preparo|mando|agendo .. proposta|orcamento|visita|presupuesto|cita|pedido|preventivo|ya|la|o|a",
];

/// How somebody says yes to it, as the first word.
pub(super) const YES: &str = "si ja oui sim certo gerne claro vale perfecto genial bueno naturlich klar perfekt parfait \
    volontiers daccord perfetto volentieri perfeito quero pode combinado okay";

pub(super) const EMERGENCY: &[&str] = &[
    "inundado|inundacion|inundada|fuga|reventado|reventada",
    "rohrbruch|wasserschaden|ausgesperrt|notdienst|uberflutet",
    "fuite|inonde|inondee|inondation",
    "enferme|enfermee dehors",
    "perdita di? acqua|gas",
    "allagato|allagata|allagati",
    "inundado|inundada|fuga|rebentou|rebentado",
];

/// What a thing is said to be made of or to look like.
pub(super) const LOOKS: &str = "rojo roja azul verde gris marron amarillo roble nogal madera cuero lino terciopelo acero \
    rot blau grun grau braun gelb eiche nussbaum holz leinen samt stahl messing kupfer aluminium blaue blauen roten grauen grunen \
    rouge bleu bleue vert verte marron jaune chene noyer bois cuir lin laine velours acier laiton cuivre \
    rosso rossa blu grigio grigia marrone giallo rovere noce legno pelle velluto acciaio ottone rame \
    vermelho vermelha cinzento cinza castanho amarelo carvalho nogueira madeira couro linho veludo aco latao cobre";

/// Units in these languages.
pub(super) const UNITS: &str = "metro metros metri quadratmeter meter mètres litros liter litri kilos kilo quilos";

pub(super) const PURPOSE: &[&str] = &[
    "para el|la|los|las|mi|mis|nuestra|nuestro|nuestras|nuestros|una|un|# personas?",
    "fur die|das|den|unsere|unser|unseren|unserem|meine|meinen|mein|eine|einen|ein|# personen?",
    "pour mon|ma|mes|notre|nos|un|une|le|la|les|# personnes?",
    "per il|lo|la|i|le|un|una|mio|mia|nostro|nostra|nostri|nostre|# persone?",
    "para o|a|os|as|um|uma|meu|minha|nosso|nossa|# pessoas?",
    "zum geburtstag|verkauf|verschenken",
];

pub(super) const BUDGET_CUES: &[&str] = &[
    "presupuesto|gastar|gastarnos|maximo|hasta|tope|disponemos|dispongo|ahorrado|ahorrados|invertir|pagar",
    "tenemos|tengo|puedo|podemos|unos|entre|alrededor|sobre|menos de?",
    "budget|ausgeben|maximal|hochstens|bis|rund|etwa|circa|zwischen|haben|konnen|gespart|zur verfugung",
    "budget|depenser|maximum|jusqua|environ|disposons|dispose|economise|entre|avons|pouvons|mettre|moins",
    "budget|spendere|massimo|fino|circa|disponiamo|abbiamo|possiamo|arrivare|tra|risparmiato|investire",
    "orcamento|gastar|maximo|ate|cerca|dispomos|temos|podemos|posso|entre|investir|poupados|verba",
];

pub(super) const NO_BUDGET: &[&str] = &[
    "demasiado|muy caro|cara|caros|dinero",
    "zu teuer|viel|hoch",
    "trop cher|chere|eleve",
    "troppo caro|cara|alto",
    "muito|demasiado caro|cara|alto",
    "he|hemos|me|nos pagado|cobrado|cobraron|cobran|devolver",
    "pague|cobraron|devolucion|reembolso|factura",
    "bezahlt|abgebucht|berechnet|erstattung|rechnung|zuruck",
    "paye|debite|facture|rembourse*|prelev*",
    "pagato|addebitato|rimborso|fattura",
    "paguei|cobraram|cobrado|reembolso|fatura",
    "cuesta|cuestan|costaba|kostet|kostete|coute|coutait|costava|custa|custava",
    "gano|verdiene|gagne|guadagno|ganho|sueldo|gehalt|salaire|stipendio|salario",
    "vender|vendo|vendemos|verkaufen|vendre|vends|vendere|vendiamo",
];

pub(super) const READY: &[&str] = &[
    "presupuesto|dinero|financiacion .. aprobado|aprobada|cerrado|confirmado|disponible|listo|concedida|autorizado",
    "tenemos|tengo el presupuesto|dinero",
    "budget|geld|finanzierung|mittel .. freigegeben|genehmigt|bewilligt|steht|vorhanden|bereit|da|gesichert|zugesagt",
    "budget|argent|financement .. valide|approuve|accorde|debloque|pret|disponible|obtenu",
    "budget|soldi|finanziamento .. approvato|confermato|disponibile|pronti|concesso|deliberato",
    "orcamento|dinheiro|verba|financiamento .. aprovado|aprovada|confirmado|disponivel|fechado|pronto",
    "precio .. bien|perfecto|razonable|correcto|parece",
    "preis .. passt|ordnung|gut|einverstanden",
    "prix .. convient|va|bien|parfait",
    "prezzo .. bene|giusto|ok",
    "preco .. bem|bom|justo|perfeito",
];

pub(super) const ACCEPTS: &[&str] = &[
    "vale|perfecto|genial|adelante|estupendo|trato",
    "de acuerdo",
    "me|nos parece bien|va|conviene|encaja",
    "esta bien",
    "lo|la quiero|queremos|quedo",
    "passt|einverstanden|perfekt|super|prima|gerne|deal|abgemacht",
    "in ordnung",
    "das ist gut|okay|ok",
    "parfait|daccord|entendu|super",
    "ca marche|me|nous va|convient",
    "tres bien",
    "on|je|nous le? prends|prend|prenons",
    "perfetto|daccordo|ottimo|benissimo|procediamo|affare",
    "va bene",
    "perfeito|combinado|otimo|fechado|avancamos",
    "esta bem",
    "pode ser",
];

/// What takes a yes back.
pub(super) const BUT: &str =
    "pero|caro|cara|teuer|aber|cher|chere|mais|troppo|demasiado|pensar*|uberleg*|reflech*|pensarci";
