## Who is on duty

duty-title = Qui est d’astreinte ?
duty-now = En ce moment
duty-now-none = Personne n’est d’astreinte dans vos villes. Ajoutez des heures pour que quelqu’un soit alerté.
duty-nobody = personne
duty-somebody = une autre personne de la coordination
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
duty-lacking-next = À ces heures, l’alerte passe aussitôt à l’échelon suivant.
duty-never = Lieux sans aucune astreinte
duty-never-next = L’alerte y passe aussitôt à l’échelon suivant. Ajoutez-y des heures pour que quelqu’un soit alerté.

## The week and its hours

duty-no-hours = La semaine de chaque lieu ayant des heures s’affichera ici. Sans heures, toute sa coordination est alertée à chaque fois.
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
duty-area = Lieu
duty-days = Jours
duty-from = De
duty-to = À
duty-next-day = Si l’heure de fin ne suit pas l’heure de début, l’astreinte finit le lendemain.
duty-add-do = Ajouter

## Changes and swaps

duty-changes = Changements et échanges
duty-no-changes = Rien de prévu. Un congé ou un échange se note ici, avec ses dates.
duty-change = Noter un changement
duty-change-what = Qui s’absente, qui assure le remplacement, ou qui vient en renfort.
duty-off = Qui s’absente
duty-on = Qui prend l’astreinte
duty-none = Personne
duty-change-from = Du
duty-change-to = Au
duty-change-do = Noter
duty-change-swap = { $on } à la place de { $off }
duty-change-on = Renfort : { $who }
duty-change-off = Absence : { $who }

## What is not right

duty-wrong-who = Choisissez un membre de la coordination, compte actif, responsable de ce lieu.
duty-wrong-area = Choisissez un lieu de la liste ; une personne en renfort l’est pour un seul lieu.
duty-wrong-days = Choisissez au moins un jour.
duty-wrong-time = Indiquez une heure, par exemple 20:00.
duty-wrong-moment = Indiquez une date et une heure.
duty-wrong-span = La fin doit venir après le début.
duty-wrong-nobody = Indiquez qui s’absente ou qui prend l’astreinte ; une personne en renfort l’est pour un seul lieu.
duty-wrong-same = Choisissez une autre personne que celle qui s’absente.
duty-too-many = Le planning est plein : cent lignes. Retirez-en avant d’en ajouter.
