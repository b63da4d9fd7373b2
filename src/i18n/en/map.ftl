## Where the beds are, and where children wait

map-title = Where the beds are, where children are waiting
map-none = The map will be shown here as soon as a first shelter is added.
map-legend = Full circle: free beds; empty circle: no bed free. Circle with two edges: children waiting for a bed. The line is the coast.
map-sentence = Map of free beds and of children waiting for a bed. { $cities }.
map-city = { $name }: { $free }
map-city-waiting = { $name }: { $free }, { $waiting } without a bed
map-no-bed = no bed free
map-and = {"; "}
map-caption = Beds and children, by city
map-name = City
map-free = Free
map-promised = Reserved
map-waiting = Without a bed
