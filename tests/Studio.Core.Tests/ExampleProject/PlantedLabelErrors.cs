namespace Studio.Core.Tests.ExampleProject;

/// <summary>Rows of the example whose label was made wrong on purpose, for whatever finds label errors to be measured by.</summary>
internal static class PlantedLabelErrors
{
    public static readonly int[] Rows =
    [
        45, 49, 92, 122, 135, 165, 203, 219, 230, 444, 449, 503, 523, 534, 560, 604, 641, 643, 645, 659, 738, 777,
        779, 868, 869, 876, 946, 966, 972, 981, 1090, 1119, 1138, 1201, 1203, 1241, 1311, 1335, 1346, 1429, 1430,
        1435, 1453, 1464, 1534, 1560, 1577, 1626, 1636, 1690, 1717, 1727, 1740, 1756, 1771, 1776, 1790, 1888, 1996,
    ];
}
