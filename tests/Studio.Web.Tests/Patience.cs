using System.Runtime.CompilerServices;
using Bunit;

namespace Studio.Web.Tests;

/// <summary>How long a page may take to show what a test waits for: tests share machines with builds, and a page that is merely slow is no failure.</summary>
internal static class Patience
{
#pragma warning disable CA2255 // the one setting has to stand before the first test of the assembly
    [ModuleInitializer]
    internal static void Set() => BunitContext.DefaultWaitTimeout = TimeSpan.FromMinutes(2);
#pragma warning restore CA2255
}
