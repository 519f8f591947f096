import { describeDnsConformance } from "./dns";
import { placesOf } from "./places";

for (const [name, place] of placesOf("dns")) describeDnsConformance(name, place);
