## Who is on duty

duty-title = Qui est d’astreinte ?
duty-now = En ce moment
duty-now-none = Personne n’est d’astreinte dans vos villes. Ajoutez des heures pour que quelqu’un soit alerté.
duty-nobody = personne
duty-somebody = une autre coordination
duty-region = Région { $name }
duty-national = Tout le pays
duty-everywhere = Partout
duty-and = {", "}

## The hours without anybody

duty-full = Quelqu’un est d’astreinte à chaque heure des 14 jours à venir.
duty-lacking =
    { $count ->
        [one] Personne pendant { $count } heure dans les 14 jours à venir
       *[other] Personne pendant { $count } heures dans les 14 jours à venir
    }
duty-lacking-more =
    { $count ->
        [one] Et { $count } autre fois
       *[other] Et { $count } autres fois
    }
duty-lacking-next = À ces heures, l’alerte passe aussitôt à l’étape suivante.
duty-never = Personne n’y est jamais d’astreinte
duty-never-next = L’alerte y passe aussitôt à l’étape suivante. Des heures ajoutées ici y mettent quelqu’un.

## The week and its hours

duty-no-hours = Ici se lira la semaine de chaque lieu qui a des heures. Sans heures, toute sa coordination est alertée à chaque fois.
duty-week = La semaine à venir, { $area } : personne { $gaps }.
duty-week-full = La semaine à venir, { $area } : toujours quelqu’un.
duty-legend = Barre pleine : quelqu’un. Trait fin : personne.
duty-every-day = tous les jours
duty-remove = Retirer
duty-remove-hours = Retirer : { $who }, { $days }
duty-remove-change = Retirer : { $what }
duty-add = Ajouter des heures
duty-add-what = Dès qu’un lieu a des heures, seules les personnes qui y sont inscrites sont alertées.
duty-who = Qui
duty-area = Pour
duty-days = Jours
duty-from = De
duty-to = À
duty-next-day = Une fin avant le début, ou à la même heure, est le lendemain.
duty-add-do = Ajouter

## Changes and swaps

duty-changes = Changements et échanges
duty-no-changes = Rien de prévu. Un congé ou un échange se note ici, avec ses dates.
duty-change = Noter un changement
duty-change-what = Qui est absent, qui le remplace, ou qui vient en plus.
duty-off = Absent
duty-on = D’astreinte
duty-none = Personne
duty-change-from = Du
duty-change-to = Au
duty-change-do = Noter
duty-change-swap = { $on } à la place de { $off }
duty-change-on = { $who }, en plus
duty-change-off = { $who }, absent

## What is not right

duty-wrong-who = Choisissez une coordination active qui répond de ce lieu.
duty-wrong-area = Choisissez un lieu de la liste ; quelqu’un en plus l’est pour un seul lieu.
duty-wrong-days = Choisissez au moins un jour.
duty-wrong-time = Une heure comme 20:00.
duty-wrong-moment = Une date et une heure.
duty-wrong-span = La fin vient après le début.
duty-wrong-nobody = Dites qui est absent, ou qui est d’astreinte ; en plus, c’est pour un seul lieu.
duty-wrong-same = Choisissez quelqu’un d’autre que la personne absente.
duty-too-many = Le tableau est plein : cent lignes. Retirez-en avant d’en ajouter.
