// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operations/command.h"

#include <QWidget>

namespace signalbox {

class Theme;

/// One line of the waterfall.
struct WaterfallRow
{
    CommandStage stage = CommandStage::Sent;
    std::optional<std::chrono::milliseconds> at; ///< absent: not reached
    QString value; ///< "412 ms", "…" while it may still come, "—" when it will not

    bool operator==(const WaterfallRow &) const = default;
};

/// What is worth a line in the life of @p command: every stage it reached, those it may still reach, and the
/// outcome.
[[nodiscard]] QVector<WaterfallRow> waterfallRows(const CommandView &command);

/// The life of one command as bars on one time axis.
class Waterfall final : public QWidget
{
    Q_OBJECT

public:
    explicit Waterfall(const Theme &theme, QWidget *parent = nullptr);

    /// Also the accessible description: "Sent 0 ms, Accepted 96 ms, ...".
    void setRows(const QVector<WaterfallRow> &rows);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] int rowHeight() const;

    const Theme &m_theme;
    QVector<WaterfallRow> m_rows;
};

} // namespace signalbox
