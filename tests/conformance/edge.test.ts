import { describeEdgeConformance } from "./edge";
import { placesOf } from "./places";

for (const [name, place] of placesOf("edge")) describeEdgeConformance(name, place);
