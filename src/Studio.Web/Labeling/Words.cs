using Studio.Core.Labeling;

namespace Studio.Web.Labeling;

/// <summary>The room's words for people.</summary>
internal static class Words
{
    public static string Kind(LabelingKind kind) => kind switch
    {
        LabelingKind.SingleLabel => "one label",
        LabelingKind.MultiLabel => "any number of labels",
        _ => "marked stretches of text",
    };

    public static string Did(AnnotationKind kind) => kind switch
    {
        AnnotationKind.Submit => "answered",
        AnnotationKind.Skip => "skipped",
        AnnotationKind.Flag => "flagged",
        _ => "undid an answer of",
    };

    public static string Pace(double perHour) => perHour < 1 ? "" : $"{perHour:N0} an hour";
}
