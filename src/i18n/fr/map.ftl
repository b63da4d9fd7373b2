## Where the beds are, and where children wait

map-title = Où sont les lits, où des enfants attendent
map-none = La carte s’affichera ici dès qu’un premier foyer sera ajouté.
map-legend = Cercle plein : lits libres ; cercle vide : aucun lit libre. Cercle à double bord : enfants en attente d’un lit. Le trait est la côte.
map-sentence = Carte des lits libres et des enfants en attente d’un lit. { $cities }.
map-city = { $name } : { $free }
map-city-waiting = { $name } : { $free }, { $waiting } sans lit
map-no-bed = aucun lit libre
map-and = {" ; "}
map-caption = Lits et enfants, par ville
map-name = Ville
map-free = Libres
map-promised = Réservés
map-waiting = Sans lit
