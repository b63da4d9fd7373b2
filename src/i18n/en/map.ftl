## Where the beds are, and where children wait

map-title = Where the beds are, where children wait
map-none = The map will be drawn here as soon as a first shelter is added.
map-legend = Full circle: free beds; empty circle: no bed left. Circle with two edges: children who wait. The line is the coast.
map-sentence = Map of free beds and of children who wait. { $cities }.
map-city = { $name }: { $free }
map-city-waiting = { $name }: { $free }, { $waiting } without a bed
map-no-bed = no bed left
map-and = {"; "}
map-caption = Beds and children, by city
map-name = City
map-free = Free
map-promised = Promised
map-waiting = No bed
