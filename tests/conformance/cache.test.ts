import { describeCacheConformance } from "./cache";
import { placesOf } from "./places";

for (const [name, place] of placesOf("cache")) describeCacheConformance(name, place);
