import { placesOf } from "./places";
import { describeQueueConformance } from "./queue";

for (const [name, place] of placesOf("queue")) describeQueueConformance(name, place);
