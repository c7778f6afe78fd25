//! How visitors say what they want in Spanish, German, French, Italian and Portuguese: the common ways.
//!
//! Words are folded (`möchte` is `mochte`, `quelqu'un` is `quelquun`). Smaller than the English pack on purpose.

use super::recognise::Pack;

pub(super) const PACKS: [&Pack; 5] = [&SPANISH, &GERMAN, &FRENCH, &ITALIAN, &PORTUGUESE];

const SPANISH: Pack = Pack {
    classes: "
person: alguien|persona|humano|humana|agente|asesor|asesora|comercial|encargado|encargada|responsable|operador|operadora|gerente
order: pedido|pedidos|paquete|compra|envio|entrega
",
    cues: "
agent 95: hablar|contactar|chatear|comunicarme ?con .. {person}
agent 93: llamame|llamadme|llamenme|llameme|contactame|contactadme|escribidme|escribanme
agent 93: me|nos llame|llamen|llameis|llamais|llaman|llama|contacte|contacten|escriban
agent 90: quiero|necesito ?a|un|una {person}
agent 88: numero|telefono|correo ?de contacto|atencion
agent 84: poner|presentar|hacer una reclamacion|queja
order 86: donde ?esta|anda mi|el|nuestro {order}
order 86: estado ?de|del|esta ?mi|el {order}
order 84: mi|el {order} .. llega|llego|llegado|viene|roto|danado|tarda|perdido|retrasado
order 84: no ?me ?ha|he llegado|llega|recibido|recibi
order 82: cambiar|modificar ?la|mi direccion
order 82: seguimiento ?de ?mi {order}|envio
order 60: pedido ?numero|num|n #
coupon 84: descuento|descuentos|cupon|cupones|rebaja
coupon 82: codigo ?de .. invalido|valido|bienvenida|promocional|funciona|descuento|caducado
coupon 80: hay|tienen|teneis ?alguna oferta|promocion
refund 88: reembols*
refund 90: devolv*|devuelv* .. dinero|pedido|compra|importe
refund 86: devolver|cambiar|cambio .. otra|otro|talla|esto|pedido|producto
refund 86: quiero|quisiera ?hacer|una devolver|devolucion
refund 84: cobrado|cargo|cobro dos|doble|duplicado
cancel 90: cancel*|anula* ?mi|el|la|un|una|esta|este|de {order}|suscripcion|cita|reserva|cuenta|contrato|visita
cancel 88: quiero|quisiera|necesito|puedo|como cancelar|anular
cancel 88: darme|baja ?de ?baja|la|mi ?de ?la suscripcion|cuenta|servicio
cancel 86: cerrar|eliminar|borrar mi|la cuenta
quote 84: presupuesto|presupuestos|cotizacion
quote 78: cuanto cuesta*|vale|cobra*|sale
quote 80: precio|precios|tarifa ?de|del|por|para ?la|el|un|una
appointment 84: cita|hora ?para|el|manana|lunes|martes|miercoles|jueves|viernes|$
appointment 88: pedir|reservar|concertar|cambiar|agendar ?mi|una|la|un hora|cita|visita|turno
appointment 86: puedo|quiero|quisiera|podria visitar|ver el|la|un|una piso|casa|apartamento|local
",
    policy: "
politica|politicas|plazo|garantia|condiciones
cuanto tarda*|tiempo ... reembolso|devolucion|envio|entrega
gastos de|por cancelacion|envio|devolucion
",
    solved: "
ya ?me|lo|esta|ha llegado|llego|solucionado|resuelto|recibi|recibido
da igual
",
    about_the_bot: "
eres|es ?usted|esto ?un|una ?bot|robot|persona|humano|maquina
hablo|hablando con ?un|una ?bot|robot|persona|humano|maquina
",
    details: "
dejar|dejo|dejarte|dejaros ?mis|mi|mis datos|telefono|correo
",
    negators: "no sin nunca ni tampoco",
    fillers: "quiero quisiera necesito hace falta un una el la mi ningun ninguna me que a estoy pidiendo busco",
    negates_after: false,
};

const GERMAN: Pack = Pack {
    classes: "
person: jemand|jemandem|jemanden|mitarbeiter|mitarbeiterin|mensch|menschen|person|berater|beraterin|ansprechpartner|kundenservice|kundendienst|chef
order: bestellung|bestellungen|paket|lieferung|sendung|ware|artikel|auftrag
",
    cues: "
agent 95: {person} .. sprechen|reden|telefonieren|chatten|kontaktieren
agent 95: sprechen|reden|spreche|rede ?ich ?mit ?einem ?einer ?echten {person}
agent 94: ruckruf|zuruckrufen|ruckrufen|zuruckruft|anrufen|anruft
agent 93: rufen|ruf|ruft ?sie ?mich|uns .. an|zuruck
agent 90: echter|echten|echte|richtigen mensch|menschen|person|mitarbeiter
agent 88: kontaktieren|melden ?sie ?sich ?bei mich|uns|mir
agent 86: telefonnummer|beschweren|beschwerde ?einreichen|$
order 86: wo ?ist|bleibt|sind mein|meine|die|das {order}
order 86: wann kommt|kommen|wird ?mein|meine|die|das {order}
order 84: {order} .. ?noch nicht|nie da|angekommen|erhalten|bekommen|gekommen
order 84: was ist mit meiner|meinem {order}
order 84: status ?meiner|der|von {order}
order 84: {order} ?ist|kam .. kaputt|beschadigt|defekt|verloren|falsch|unvollstandig
order 84: falschen|falsche|falscher|falsches artikel|ware|farbe|produkt .. ?bekommen|erhalten|geliefert
order 82: lieferadresse|adresse andern|anpassen|korrigieren
order 80: sendung* verfolgen|verfolgung|nummer
order 60: bestellung|bestellnummer|auftragsnummer ?nr|nummer #
coupon 84: rabatt*|gutschein*|willkommensrabatt|rabattcode|gutscheincode|nachlass|ermassigung
coupon 80: gibt|haben es|sie|ihr .. angebot|aktion|sonderangebot
refund 90: geld .. zuruck|zuruckhaben|wieder
refund 88: erstatt*|ruckerstatt*|ruckzahlung
refund 86: umtausch*|zurucksenden|zuruckschicken|zuruckgeben|retournieren|retoure
refund 84: doppelt|zweimal abgebucht|bezahlt|berechnet|belastet
cancel 90: storni*|kundig*|kuendig*|abbestellen|widerruf*
cancel 88: abo|abonnement|vertrag|mitgliedschaft|konto|account|termin .. beenden|loschen|schliessen|absagen|auflosen
cancel 88: termin|besichtigung absagen
quote 84: angebot|kostenvoranschlag|preisangebot fur|uber|#|anfordern|bitte|machen
quote 82: kostenvoranschlag|preisliste
quote 78: was|wieviel|viel kostet|kosten|wurde ?eine|ein|einen
quote 76: preis|preise fur|von ?eine|ein|einen|den|die
appointment 84: termin ?fur|am|vereinbaren|buchen|machen|ausmachen|verschieben|bitte|$
appointment 88: besichtig* ?termin|vereinbaren|morgen|$
appointment 84: vorbeikommen
",
    policy: "
*richtlinie|ruckgaberichtlinie|richtlinien|ruckgaberecht|widerrufsrecht|bedingungen|agb|garantie
wie lange ... erstattung|lieferung|ruckgabe|umtausch|dauert
stornogebuhr*|stornierungsgebuhr*|kundigungsfrist|gebuhr
",
    solved: "
hat sich erledigt
schon erledigt|angekommen|gelost
ist ?jetzt|inzwischen|gerade angekommen|da|erledigt
",
    about_the_bot: "
bist|sind|ist du|sie|das ?ein|eine ?echter ?bot|roboter|mensch|mensche|ki|maschine
rede|spreche ich mit ?einem|einer ?echten ?bot|roboter|menschen|maschine
",
    details: "
daten|kontaktdaten|nummer|telefonnummer hinterlassen|dalassen|angeben|geben
hinterlasse* ?meine daten|kontaktdaten|nummer
",
    negators: "nicht kein keine keinen nie niemals ohne",
    fillers: "ich mochte will wollen einen eine ein den die das bitte mich zu mochten wir brauche",
    negates_after: true,
};

const FRENCH: Pack = Pack {
    classes: "
person: quelquun|conseiller|conseillere|humain|personne|agent|responsable|operateur|vendeur|equipe|collegue
order: commande|commandes|colis|livraison|achat|paquet
",
    cues: "
agent 95: parler|discuter|echanger|parle ?a|avec|au|directement .. {person}
agent 94: rappelez|rappeler|rappelle|appelez|appeler|contactez|recontactez|recontacter|ecrivez ?moi|nous|me
agent 93: me|nous|mappeler|etre rappeler|rappele|rappelle|recontacter|recontacte|appeler|contacter
agent 90: joindre|contacter ?un|une|le|votre {person}|service|equipe
agent 90: un|une vrai|vraie {person}
agent 88: numero|telephone ?de pour ?vous joindre|contacter
agent 84: deposer|faire ?une|faire reclamation|plainte
order 86: ou est|en|se ?est ?trouve ?ma|mon|la|le {order}
order 84: ma|mon|la {order} .. pas|jamais|arrive*|retard|casse*|abime*|perdu*|incomplete
order 84: pas ?encore ?recu recu|arrive*
order 84: quand ?vais|arrive|sera ... {order}
order 82: suivi|suivre|statut ?de ?ma|mon {order}
order 82: changer|modifier ?mon|ladresse|l adresse|ladresse
order 60: commande ?n|no|numero #
coupon 84: reduction|reductions|remise|coupon|bon|rabais|promo|promotion
coupon 84: code ?promo .. invalide|expire|marche|fonctionne|promo|bienvenue
refund 90: rembours*
refund 90: rendez|rendre|recuperer ?moi ?mon argent
refund 86: echanger|retourner|renvoyer ?contre|un|une|ma|mon|cet|cette|le|la|larticle
refund 84: debite|preleve|facture deux fois
cancel 90: annul*
cancel 90: resili*|desabonn*|desinscri*
cancel 88: stop|arreter|supprimer|fermer|cloturer ?mon|labonnement|l abonnement|compte|contrat
quote 86: devis
quote 78: combien ?ca coute|coutent|coutera|facturez|pour
quote 80: prix|tarif|tarifs|cout ?de|du|des|dune|d|pour|dun ?une|un|la|le
appointment 86: rdv|rendezvous
appointment 86: prendre|fixer|reserver|deplacer|decaler|avoir ?un|mon|une rendez|rdv|visite|creneau
appointment 86: visiter ?le|la|lappartement|l appartement|maison|studio|bien|demain|cette
",
    policy: "
politique|politiques|conditions|delai|delais|garantie
frais ?de|d annulation|dannulation|resiliation|retour|livraison
combien de temps
",
    solved: "
cest ?deja|bon|maintenant regle|resolu|arrive|bon
laissez tomber
",
    about_the_bot: "
etes|es vous|tu ?un|une ?vrai ?robot|bot|humain|personne|machine
est ce ?que ?cest ?un robot|bot
je parle ?a|avec ?un|une ?vraie ?robot|bot|humain|machine
",
    details: "
laisser|laisse ?vous ?mes|mon coordonnees|numero|email
",
    negators: "pas jamais sans aucun aucune ne nai",
    fillers: "je veux voudrais souhaite besoin un une le la de du me mon ma demander demande",
    negates_after: false,
};

const ITALIAN: Pack = Pack {
    classes: "
person: qualcuno|persona|operatore|operatrice|umano|agente|consulente|responsabile|addetto|titolare
order: ordine|ordini|pacco|spedizione|consegna|acquisto
",
    cues: "
agent 95: parlare|parlo|chattare ?con|a .. {person}
agent 94: richiam*|chiamatemi|chiamami|contattatemi|ricontatt*|scrivetemi
agent 93: mi|ci chiamate|richiamate|contattate|potete|chiami ?chiamare|richiamare
agent 90: contattare ?un|una|il|la {person}|servizio
agent 84: fare|presentare ?un reclamo
order 86: dove|dov ?e|si ?trova ?il|la ?mio|mia {order}
order 86: punto|stato e|del|della|dellordine|di ?la|il ?mio|mia {order}
order 84: mio|mia|il|la {order} .. non|ritardo|arrivat*|arriva|rotto|rotta|perso|danneggiat*
order 84: non .. arrivato|arrivata|arriva|ricevuto
order 82: tracciare|tracciamento|cambiare|modificare .. {order}|indirizzo
order 60: ordine ?n|numero #
coupon 84: sconto|sconti|coupon|buono|promozione
coupon 84: codice ?sconto .. valido|funziona|scaduto|invalido|sconto|benvenuto
refund 90: rimbors*
refund 90: ridatemi|indietro|restituitemi|rivoglio ?i ?miei soldi|indietro
refund 86: soldi indietro
refund 86: cambiare|sostituire|restituire|rendere ?con|un|unaltra|il|la|questo|questa ?altra|larticolo
refund 84: addebitato|pagato due volte
cancel 90: annull*|disdett*|disdire|disdico|cancell* ?il|la|lordine|l|un|di ?mio|mia ?ordine|abbonamento|labbonamento|appuntamento
cancel 86: chiudere|eliminare ?il|mio|l account|laccount|conto
quote 86: preventiv*
quote 78: quanto costa|costano|viene|costerebbe
quote 80: prezzo|prezzi|tariffa|tariffe|costo ?di|del|della|per ?una|un|la|il
appointment 86: appuntamento
appointment 86: prenotare|fissare|spostare ?un|una|la|il visita|visione|appuntamento|demo
appointment 86: posso|vorrei|potrei visitare|vedere ?la|il|lappartamento|l casa|appartamento|lappartamento
",
    policy: "
politica|politiche|condizioni|garanzia|termini
quanto tempo
spese|costi|penale ?di|del|per spedizione|recesso|annullamento|cancellazione
",
    solved: "
e ?gia arrivato|arrivata|risolto
gia risolto|arrivato|rimborsato|ricevuto
lascia|lasciate perdere|stare
",
    about_the_bot: "
sei|siete ?tu ?un|una ?bot|robot|persona|umano|macchina
parlando|parlo con ?un|una ?bot|robot|persona|macchina
",
    details: "
lasciare|lascio ?i ?miei|il dati|recapiti|numero|contatti
",
    negators: "non senza mai nessun nessuno",
    fillers: "voglio vorrei ho bisogno un una il la lo di mi mio mia devo chiedo",
    negates_after: false,
};

const PORTUGUESE: Pack = Pack {
    classes: "
person: alguem|pessoa|humano|atendente|agente|operador|consultor|responsavel|gerente|vendedor
order: pedido|encomenda|entrega|compra|pacote|envio
",
    cues: "
agent 95: falar|conversar|contactar|contatar ?com .. {person}
agent 94: liguem|ligue|liga|ligar|ligam|contactem|contatem|telefonem ?me|para ?mim|amanha|de|hoje
agent 93: me|podem|alguem ligar|liguem|liga|contactar|contatar ?me
agent 88: numero|telefone de|para contacto|contato|falar
agent 84: fazer ?uma reclamacao|queixa
order 86: onde ?esta|anda ?o|a ?meu|minha {order}
order 86: pe|estado|status esta|da|do|de ?a|o ?meu|minha {order}
order 84: meu|minha|o|a {order} .. nao|atrasad*|chega|chegou|partid*|quebrad*|perdid*
order 84: nao .. chegou|recebi|chega
order 82: rastrear|rastreio|mudar|alterar .. {order}|endereco|morada
order 60: pedido|encomenda ?n|numero #
coupon 84: desconto|descontos|cupom|cupao|promocao
coupon 84: codigo ?de .. invalido|desconto|funciona|promocional|expirado|boas
refund 90: reembols*
refund 90: devolv*|devolu* .. dinheiro|pedido|produto|compra
refund 90: meu dinheiro ?de volta
refund 86: trocar|devolver ?por|o|a|um|uma|este|isto
refund 84: cobrado|cobrada|cobraram duas|dobro ?vezes
cancel 90: cancel* ?o|a|meu|minha|um|uma .. {order}|assinatura|conta|consulta|visita|subscricao|reserva
cancel 88: quero|queria|preciso|posso|como cancelar|anular
cancel 88: encerrar|fechar|eliminar|terminar|apagar ?a|minha|o|meu assinatura|conta|contrato|subscricao
quote 86: orcament*
quote 78: quanto custa|custam|fica|cobram|sai
quote 80: preco|precos|valor ?de|da|do|para ?uma|um|a|o
appointment 88: marcar|agendar|reservar|remarcar ?uma|um|para|a|o ?uma ?visita|consulta|horario|sexta|segunda|terca|quarta|quinta|sabado|domingo|amanha|hora
appointment 86: posso|queria|gostaria ?de visitar|ver ?a|o casa|apartamento|imovel
",
    policy: "
politica|politicas|condicoes|garantia|prazo
quanto tempo
taxa ?de|por cancelamento|devolucao|entrega
",
    solved: "
ja chegou|recebi|resolvido|resolvi|esta
deixa ?para la
",
    about_the_bot: "
voce|es|e ?tu ?um|uma ?robo|bot|pessoa|humano|maquina
falando|falar com ?um|uma robo|bot|maquina
",
    details: "
deixar|deixo ?os|o|meus|meu ?meus|meu dados|contato|contacto|numero
",
    negators: "nao sem nunca nenhum nem",
    fillers: "quero queria preciso um uma o a meu minha de que me",
    negates_after: false,
};
