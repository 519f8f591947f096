import { describeComputeConformance } from "./compute";
import { placesOf } from "./places";

for (const [name, place] of placesOf("compute", "digitalocean")) describeComputeConformance(name, place);
