// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

#include <chrono>
#include <optional>

class QCheckBox;
class QDialogButtonBox;
class QFormLayout;
class QLabel;
class QSpinBox;
class QTableWidget;

namespace signalbox {

struct Console;
class EnvironmentBand;
class Theme;

/// What the stream did and why: what linkFields() knows, and the last transitions. Not modal: it may stay
/// open beside the work. Open it with show().
class LinkDetails final : public QDialog
{
    Q_OBJECT

public:
    /// @p console must outlive this.
    LinkDetails(const Console &console, const Theme &theme, QWidget *parent);

    /// Once a second and when the link changed.
    void refresh(Qt::TimeSpec zone);
    /// All of it as plain text, without secrets.
    [[nodiscard]] QString report() const;
    /// For what else may help with a connection; more buttons may be added to it.
    [[nodiscard]] QDialogButtonBox &buttons() const { return *m_buttons; }

signals:
    void retryRequested();
    void rawWireRequested();
    void doctorRequested();
    /// A person says how much silence of the stream is normal; absent: learn it again.
    void windowChosen(std::optional<std::chrono::milliseconds> window);

private:
    void addWindowRow();
    void showWindow();
    void showFields(Qt::TimeSpec zone);
    void fillHistory(Qt::TimeSpec zone);

    const Console &m_console;
    const Theme &m_theme;
    EnvironmentBand *m_band;
    QFormLayout *m_form;
    QVector<QPair<QString, QLabel *>> m_fields; ///< made by the first refresh()
    QCheckBox *m_fixed = nullptr;               ///< null in a replay, which waits for nothing
    QSpinBox *m_seconds = nullptr;
    QTableWidget *m_history;
    QDialogButtonBox *m_buttons;
};

} // namespace signalbox
