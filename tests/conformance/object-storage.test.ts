import { describeObjectStorageConformance } from "./object-storage";
import { placesOf } from "./places";

for (const [name, place] of placesOf("object-storage")) describeObjectStorageConformance(name, place);
