"""A judge of a few thousand numbers, for trying the whole way in seconds. It teaches nothing."""

import torch
from torch import nn


class TinyDiscriminator(nn.Module):
    """Answers as the trainer's own discriminators do: scores and features, of the real and of the made sound."""

    def __init__(self, use_spectral_norm: bool = False) -> None:
        super().__init__()
        del use_spectral_norm
        self.layers = nn.ModuleList([nn.Conv1d(1, 8, 15, stride=4, padding=7), nn.Conv1d(8, 1, 5, padding=2)])

    def _judge(self, sound: torch.Tensor) -> tuple[torch.Tensor, list[torch.Tensor]]:
        features = []
        for layer in self.layers:
            sound = torch.nn.functional.leaky_relu(layer(sound), 0.1)
            features.append(sound)
        return torch.flatten(sound, 1, -1), features

    def forward(self, real: torch.Tensor, made: torch.Tensor):
        real_score, real_features = self._judge(real)
        made_score, made_features = self._judge(made)
        return [real_score], [made_score], [real_features], [made_features]
