"""The one file that the demo company brought in: people invited to a morning, two lines wrong."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from alignment.people.models import User
from alignment.web.business_days import local_date
from leads.choices import ImportMode, LegalBasis
from leads.demo.words import NEXT_CAMPAIGN
from leads.importing import choosing, runs, uploads
from leads.models import Campaign

NAME = "invites-matinale.csv"
FILE = """Invités de la matinale;;;;;;
Prénom;Nom;E-mail;Téléphone;Société;Fonction;Ville
Aline;Vasseur;aline.vasseur@chaudronnerie-vasseur.example;01 99 00 61 10;Chaudronnerie Vasseur;Gérante;Roanne
Bruno;Castel;b.castel@levage-castel.example;01 99 00 61 11;Levage Castel;Responsable achats;Saint-Étienne
Carine;Delmas;carine.delmas@delmas-convoyage.example;01 99 00 61 12;Delmas Convoyage;Directrice technique;Valence
David;Ferrand;d.ferrand@ferrand-agro.example;01 99 00 61 13;Ferrand Agroéquipement;Bureau d’études;Bourg-en-Bresse
Estelle;Grange;estelle.grange@grange-process.example;01 99 00 61 14;Grange Process;Acheteuse;Grenoble
Fabien;Hamelin;fabien.hamelin(at)hamelin.example;01 99 00 61 15;Hamelin Mobilier;Chef d’atelier;Annecy
Gaëlle;Imbert;gaelle.imbert@imbert-vent.example;01 99 00 61 16;Imbert Ventilation;Responsable méthodes;Villefranche-sur-Saône
Henri;Jolivet;h.jolivet@jolivet-tp.example;01 99 00 61 17;Jolivet Travaux;Directeur;Mâcon
Inès;Kerbrat;ines.kerbrat@kerbrat-inox.example;01 99 00;Kerbrat Inox;Cheffe de projet;Lyon
Jules;Lacombe;jules.lacombe@lacombe-energie.example;01 99 00 61 19;Lacombe Énergie;Ingénieur;Chambéry
"""  # noqa: E501


def run(*, now: datetime, **_others: Any) -> None:
    """Maya imports it as anybody would; people and companies only, so that no figure moves."""
    maya = User.objects.get(email__startswith="maya@")
    with override(settings.LANGUAGE_CODE):
        sent = SimpleUploadedFile(NAME, FILE.encode("cp1252"))
        batch = uploads.receive(sent, by=maya)
        choosing.set_columns(batch, by=maya, fields=batch.mapping["fields"], save_as="Invitations")
        choosing.set_choices(
            batch,
            by=maya,
            mode=ImportMode.BOTH,
            with_leads=False,
            match_on="email",
            skip_bad=True,
            provenance="Invitations à la matinale, réponses reçues par e-mail",
            legal_basis=LegalBasis.LEGITIMATE_INTEREST,
            informed_on=local_date(now),
            campaign=Campaign.objects.filter(name=NEXT_CAMPAIGN[0]).first(),
        )
        runs.do(choosing.start(batch, by=maya).pk)
