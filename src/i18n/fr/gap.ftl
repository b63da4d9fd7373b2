## Of the children asked for, how many slept in a bed

gap-title = L’écart
gap-this-month =
    Sur { $count ->
        [one] un enfant
       *[other] { $n } enfants
    } ce mois-ci, { $placed ->
        [0] aucun n’a dormi
        [one] un a dormi
       *[other] { $k } ont dormi
    } dans un lit.
gap-in-month =
    { $month } : sur { $count ->
        [one] un enfant
       *[other] { $n } enfants
    }, { $placed ->
        [0] aucun n’a dormi
        [one] un a dormi
       *[other] { $k } ont dormi
    } dans un lit.
gap-between =
    De { $from } à { $to }, sur { $count ->
        [one] un enfant
       *[other] { $n } enfants
    }, { $placed ->
        [0] aucun n’a dormi
        [one] un a dormi
       *[other] { $k } ont dormi
    } dans un lit.
gap-began = Au début, c’était { $share }.
gap-none = Aucun enfant n’a été demandé pendant ces mois. Ici se lira, dès la première demande, combien d’enfants ont dormi dans un lit.
gap-note = D’avril 2019 à octobre 2022, les partenaires ont donné un abri d’urgence à { $placed } enfants sur { $asked } : c’est de là que part ce chiffre.
gap-everywhere = Ces chiffres sont ceux de toutes les villes.
gap-yours = Ces chiffres sont ceux de vos villes.
gap-joined = Les groupes de moins de cinq enfants par mois sont réunis sous « Autres », ou omis.
gap-how = Chaque enfant compte dans le mois de sa demande.

## Which months

gap-from = Du
gap-to = Au
gap-show = Afficher
gap-month-year = { $month } { $year }
gap-wrong-month = Choisissez un mois de la liste.
gap-wrong-order = Le dernier mois vient après le premier.

## The charts, each with its table

gap-csv = Télécharger (CSV)
gap-named = { $name } : { $value }
gap-and = {" ; "}
gap-mark = au début : { $share }
gap-legend = Barre pleine : au lit. Cadre : un lit a été proposé.
gap-asked = Demandés
gap-offered = Proposés
gap-placed = Au lit
gap-share = Part
gap-month = Mois
gap-city = Ville
gap-gender = Enfants
gap-age = Âge
gap-by-month = Enfants au lit, par mois
gap-by-city = Enfants au lit, par ville
gap-by-gender = Filles et garçons au lit
gap-by-age = Enfants au lit, par âge
gap-title-months = De { $first } ({ $from }) à { $last } ({ $to })
gap-title-city = { $name } a le plus de chemin à faire : { $share }
gap-title-girls = Les filles sont { $share } des enfants ; { $placed } d’entre elles ont dormi dans un lit
gap-title-no-girls = Aucune fille n’a été demandée
gap-title-age = C’est à cet âge que le lit manque le plus : { $name }, { $share } au lit
gap-title-same = Partout la même part : { $share }
gap-girls = Filles
gap-boys = Garçons
gap-others = Autres
gap-age-band = { $band } ans
gap-age-grown = 18 ans et +

## How long it takes

gap-title-minutes = { $month } : un enfant sur deux était au lit en { $time } ou moins
gap-minutes = Temps médian depuis l’appel
gap-to-offer = Lit proposé
gap-to-bed = Au lit

## Why shelters said no

gap-title-reasons = Première raison d’un refus : { $reason } ({ $share })
gap-reasons = Refus des foyers, par raison
gap-reason = Raison
gap-refusals = Refus, en enfants
gap-reason-full = complet
gap-reason-count-was-wrong = chiffre faux
gap-reason-cannot-meet-need = besoin trop lourd
gap-reason-not-eligible = hors de l’accueil
gap-reason-safety = sécurité
gap-reason-closed = maison fermée
gap-reason-other = autre raison
