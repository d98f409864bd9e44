namespace Atelier.Diorama.Scenes;

/// <summary>The kinds of scenes in <see cref="SceneMixture"/>.</summary>
internal enum SceneKind
{
    Single,
    Beside,
    OnTop,
    InDepth,
    Counting,
    Group,
}
