namespace Studio.Web.Shell;

/// <summary>The rooms that this build has, in the order of the work.</summary>
public static class Rooms
{
    public static IReadOnlyList<IRoom> All { get; } =
    [
        .. typeof(Rooms).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IRoom)))
            .Select(type => (IRoom)Activator.CreateInstance(type)!)
            .OrderBy(room => room.Order),
    ];
}
