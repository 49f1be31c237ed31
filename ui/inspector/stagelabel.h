// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fact.h"

#include <QWidget>

namespace signalbox {

class Theme;

/// Mark and word of a command's stage: "✔ confirmed".
class StageLabel final : public QWidget
{
    Q_OBJECT

public:
    explicit StageLabel(const Theme &theme, QWidget *parent = nullptr);

    void setStage(CommandStage stage);
    [[nodiscard]] CommandStage stage() const { return m_stage; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] int markWidth() const;

    const Theme &m_theme;
    CommandStage m_stage = CommandStage::Sent;
    QString m_word;
};

} // namespace signalbox
