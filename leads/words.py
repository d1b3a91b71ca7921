"""Word lists of French business life, folded (no accents, lower case): forms, mail, mailboxes."""


def words(text: str) -> frozenset[str]:
    """The words of a text block."""
    return frozenset(text.split())


LEGAL_FORMS = words(
    """
    sarl sas sasu sa eurl ei eirl snc sca scs sci scop scic scp selarl selas sel gie gmbh ltd
    llc inc plc bv nv spa srl ag ste societe ets etablissements etablissement groupe group
    holding association asso
    """
)

FREE_MAIL_DOMAINS = words(
    """
    gmail.com googlemail.com outlook.com outlook.fr hotmail.com hotmail.fr live.com live.fr
    msn.com yahoo.com yahoo.fr ymail.com icloud.com me.com mac.com aol.com aol.fr orange.fr
    wanadoo.fr free.fr laposte.net sfr.fr neuf.fr cegetel.net club-internet.fr numericable.fr
    bbox.fr bouyguestelecom.fr aliceadsl.fr voila.fr gmx.fr gmx.com proton.me protonmail.com
    pm.me tutanota.com mailo.com hotmail.be live.be skynet.be bluewin.ch yandex.com zoho.com
    only.fr dbmail.com caramail.com libertysurf.fr tiscali.fr noos.fr 9online.fr nordnet.fr
    """
)

GENERIC_MAILBOXES = words(
    """
    contact contacts info infos information informations accueil hello bonjour bienvenue admin
    administration commercial commerciale ventes vente sales marketing communication com compta
    comptabilite facturation factures achats achat rh recrutement emploi jobs support sav
    service serviceclient serviceclients client clients direction secretariat standard bureau
    agence magasin boutique devis commande commandes webmaster postmaster noreply nepasrepondre
    mail office presse dpo rgpd technique exploitation qualite logistique production siege
    mairie
    """
)
