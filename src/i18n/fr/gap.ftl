## Of the children for whom a bed was asked, how many were sheltered

gap-title = Résultats
gap-this-month =
    Sur { $count ->
        [one] un enfant
       *[other] { $n } enfants
    } ce mois-ci, { $placed ->
        [0] aucun n’a été
        [one] un a été
       *[other] { $k } ont été
    } mis à l’abri.
gap-in-month =
    { $month } : sur { $count ->
        [one] un enfant
       *[other] { $n } enfants
    }, { $placed ->
        [0] aucun n’a été
        [one] un a été
       *[other] { $k } ont été
    } mis à l’abri.
gap-between =
    De { $from } à { $to }, sur { $count ->
        [one] un enfant
       *[other] { $n } enfants
    }, { $placed ->
        [0] aucun n’a été
        [one] un a été
       *[other] { $k } ont été
    } mis à l’abri.
gap-began = Point de départ : { $share }.
gap-none = Aucune demande sur cette période. Dès la première, la part d’enfants mis à l’abri s’affichera ici.
gap-note = D’avril 2019 à octobre 2022, les partenaires ont mis à l’abri { $placed } enfants sur { $asked } : c’est le point de départ.
gap-everywhere = Ces chiffres sont ceux de toutes les villes.
gap-yours = Ces chiffres sont ceux de vos villes.
gap-joined = Les groupes de moins de cinq enfants par mois sont réunis sous « Autres », ou omis.
gap-how = Chaque enfant est compté dans le mois de sa demande.

## Which months

gap-from = Du
gap-to = Au
gap-show = Afficher
gap-month-year = { $month } { $year }
gap-wrong-month = Choisissez un mois de la liste.
gap-wrong-order = Le dernier mois doit venir après le premier.

## The charts, each with its table

gap-csv = Télécharger (CSV)
gap-named = { $name } : { $value }
gap-and = {" ; "}
gap-mark = au départ : { $share }
gap-legend = Barre pleine : enfants mis à l’abri. Cadre : un lit a été proposé.
gap-asked = Enfants signalés
gap-offered = Lit proposé
gap-placed = Mis à l’abri
gap-share = Part
gap-month = Mois
gap-city = Ville
gap-gender = Enfants
gap-age = Âge
gap-by-month = Enfants mis à l’abri, par mois
gap-by-city = Enfants mis à l’abri, par ville
gap-by-gender = Enfants mis à l’abri, par sexe
gap-by-age = Enfants mis à l’abri, par âge
gap-title-months = De { $first } ({ $from }) à { $last } ({ $to })
gap-title-city = Part la plus faible : { $name }, { $share } mis à l’abri
gap-title-girls = Les filles représentent { $share } des enfants ; { $placed } d’entre elles ont été mises à l’abri
gap-title-no-girls = Aucune demande pour une fille
gap-title-age = C’est à cet âge que les lits manquent le plus : { $name }, { $share } mis à l’abri
gap-title-same = Partout la même part : { $share }
gap-girls = Filles
gap-boys = Garçons
gap-others = Autres
gap-age-band = { $band } ans
gap-age-grown = 18 ans et +

## How long it takes

gap-title-minutes = { $month } : un enfant sur deux était mis à l’abri en { $time } ou moins
gap-minutes = Temps médian depuis la demande
gap-to-offer = Lit proposé
gap-to-bed = Mise à l’abri

## Why shelters said no

gap-title-reasons = Premier motif de refus : { $reason } ({ $share })
gap-reasons = Refus des foyers, par motif
gap-reason = Motif
gap-refusals = Refus, en nombre d’enfants
gap-reason-full = complet
gap-reason-count-was-wrong = nombre affiché faux
gap-reason-cannot-meet-need = besoin non couvert
gap-reason-not-eligible = hors critères
gap-reason-safety = sécurité
gap-reason-closed = foyer fermé
gap-reason-other = autre motif
