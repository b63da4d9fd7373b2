## Where the beds are, and where children wait

map-title = Où sont les lits, où attendent les enfants
map-none = La carte se dessinera ici dès qu’un premier foyer sera ajouté.
map-legend = Cercle plein : lits libres ; cercle vide : plus un lit. Cercle à double bord : enfants qui attendent. Le trait est la côte.
map-sentence = Carte des lits libres et des enfants qui attendent. { $cities }.
map-city = { $name } : { $free }
map-city-waiting = { $name } : { $free }, { $waiting } sans lit
map-no-bed = plus un lit
map-and = {" ; "}
map-caption = Lits et enfants, par ville
map-name = Ville
map-free = Libres
map-promised = Promis
map-waiting = Sans lit
