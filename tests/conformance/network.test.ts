import { describeNetworkConformance } from "./network";
import { placesOf } from "./places";

for (const [name, place] of placesOf("network")) describeNetworkConformance(name, place);
