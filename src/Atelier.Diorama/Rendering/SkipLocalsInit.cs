using System.Runtime.CompilerServices;

// Rays and hits are large structures on hot paths; clearing each before it is written costs as much as the arithmetic.
[module: SkipLocalsInit]
